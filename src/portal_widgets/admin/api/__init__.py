"""Programs of the office: their tokens in requests. The pages for tokens are with those for accounts."""
