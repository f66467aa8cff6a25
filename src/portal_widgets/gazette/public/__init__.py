"""The pages for readers: the list, the documents, their files, and the block."""
