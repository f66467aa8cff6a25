"""The pages for the office: documents with their files and relations, their history, and the register."""
