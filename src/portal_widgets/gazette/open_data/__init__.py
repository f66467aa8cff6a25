"""The gazette for programs: feeds, a calendar, and the whole register. Nobody needs an account."""
