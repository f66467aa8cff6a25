"""Files: our own on the disk and who may read them, tables for other programs, and answers to be saved."""
