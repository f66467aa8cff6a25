"""What readers see: the directory, the way to a link, reports, template helpers."""
