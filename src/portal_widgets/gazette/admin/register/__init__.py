"""The pages for bodies with their history, kinds of documents, and the tree of fields."""
