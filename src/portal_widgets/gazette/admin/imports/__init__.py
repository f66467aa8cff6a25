"""Imports in two steps: what a file would add, and its confirmation."""
