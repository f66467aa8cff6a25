"""How Sphinx builds the manual."""

project = "portal_widgets"
author = "The portal_widgets maintainers"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
# The members of api.md, in the order of the code. Names without modules are easier to read.
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
add_module_names = False
# Docstrings have names in single backticks.
default_role = "code"
# Without a year and an owner, the line would be empty.
html_show_copyright = False
html_theme = "furo"
exclude_patterns = ["_build"]
myst_heading_anchors = 3
