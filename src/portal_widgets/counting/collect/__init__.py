"""From a request to a record: tokens, salts, visitor, country, and reasons not to count."""
