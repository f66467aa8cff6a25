"""Work beside the requests: worker thread, scheduler, circuit breaker, what forking does to them."""
