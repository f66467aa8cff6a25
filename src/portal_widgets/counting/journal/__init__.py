"""Records on disk before they are answered: writer, files, format, and memory where no disk is."""
