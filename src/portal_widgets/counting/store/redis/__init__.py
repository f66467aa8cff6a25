"""The counting store on Redis, whose epochs are committed to SQL."""
