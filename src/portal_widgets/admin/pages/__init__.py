"""The pages for accounts: one's own password and second factor, those of colleagues, invitations, the log."""
