"""Records on disk before the answer is sent: writer, files, format, and memory if there is no disk."""
