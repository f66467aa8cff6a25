"""The pages for readers: forms, receipts, status, published questions, template helpers."""
