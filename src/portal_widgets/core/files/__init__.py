"""Files: our own files and who may read them, tables for other programs, and downloads."""
