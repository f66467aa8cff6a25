"""The pages for readers: the map, its units, the data, and the template helpers."""
