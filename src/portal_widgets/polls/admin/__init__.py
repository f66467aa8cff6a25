"""What the office sees: polls, their forms, and files of them."""
