"""What the office sees: the organisation and its units, their forms, and their history."""
