"""The pages for the office: the organisation and its units, their forms, and their history."""
