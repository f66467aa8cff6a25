"""Documents, their relations, and their state on a day. All of it is pure."""
