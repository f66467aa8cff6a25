"""Work beside the requests: worker thread, scheduler, circuit breaker, and the effects of forking on them."""
