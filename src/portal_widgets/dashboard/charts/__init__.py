"""Geometry of charts: figures in, coordinates out. Pure."""
