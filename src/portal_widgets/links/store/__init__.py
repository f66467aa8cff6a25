"""Reports, clicks and the status of addresses in SQL."""
