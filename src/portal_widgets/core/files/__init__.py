"""Files: our own on the disk, for whom they may be read, and tables as files for other programs."""
