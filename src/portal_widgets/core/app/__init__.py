"""One portal on its application: the page that is made, the widgets, their files, and answers to errors."""
