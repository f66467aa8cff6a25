"""The pages for the office: links and groups, bulk changes, clicks, results of checks."""
