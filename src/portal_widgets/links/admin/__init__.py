"""What the office sees: links and groups, changes of many, clicks, the results of checks."""
