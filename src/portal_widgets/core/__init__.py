"""Code that features share, with one folder for each concern. It does not depend on any feature."""
