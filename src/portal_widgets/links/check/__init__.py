"""The link check: which addresses, how they are fetched, and the results."""
