"""The pages for the office: polls, their forms, and files of them."""
