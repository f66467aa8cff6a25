"""The departments that citizens write to: their list, its pages in the admin area, and its command."""
