"""For the office: warnings about a document, recorded changes in words, and the meaning of a typed number."""
