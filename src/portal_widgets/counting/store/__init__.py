"""The contract of a counting store, and its two implementations."""
