"""Tables of the admin area, and their stores. They contain no password, cookie or code, only digests."""
