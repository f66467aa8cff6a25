"""What readers see: forms, receipts, status, published questions, template helpers."""
