"""From a request to a record: tokens, salts, visitor, country, and what speaks against counting."""
