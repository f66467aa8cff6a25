"""How Sphinx builds the manual."""

project = "portal_widgets"
author = "The portal_widgets maintainers"
extensions = ["myst_parser"]
html_theme = "furo"
exclude_patterns = ["_build"]
myst_heading_anchors = 3
