"""Makes HTML: our templates in environments of their own, and a cache of rendered parts."""
