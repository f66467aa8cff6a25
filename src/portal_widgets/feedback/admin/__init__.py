"""The pages for the office: inbox, messages, statistics, data subjects."""
