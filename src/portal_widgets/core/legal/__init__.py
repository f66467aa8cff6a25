"""Legal rules as dated data: the profile of a country, which a host can replace."""
