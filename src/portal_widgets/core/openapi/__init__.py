"""The public JSON of a portal, described as OpenAPI 3.1. Each widget brings the description of its routes."""
