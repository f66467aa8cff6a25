"""Background work: worker thread, scheduler, circuit breaker, and the effects of forking on them."""
