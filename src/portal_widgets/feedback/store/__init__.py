"""Messages in SQL, with their cases, duplicates, questions, statistics and erasure."""
