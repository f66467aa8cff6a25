"""Makes HTML: our templates in environments of their own, and which rendered parts are kept."""
