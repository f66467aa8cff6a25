"""Code that features share, one room for each concern. It does not depend on any feature."""
