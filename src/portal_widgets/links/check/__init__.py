"""The link check: which addresses, how they are fetched, what they are found to be."""
