"""The meaning of a record: robots, browsers, categories, and the labels of hits."""
