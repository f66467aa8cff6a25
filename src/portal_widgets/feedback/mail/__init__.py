"""The mails about messages, and the outbox that sends them."""
