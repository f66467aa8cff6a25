"""One portal on its application: the page being made, the widgets, their files, and answers to errors."""
