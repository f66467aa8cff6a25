"""What the office sees: inbox, messages, statistics, data subjects."""
