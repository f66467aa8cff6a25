"""What a record means: robots, browsers, categories, and the labels that hits are tallied under."""
