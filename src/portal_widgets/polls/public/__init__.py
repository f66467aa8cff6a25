"""What readers see: polls, ballots, results, template helpers."""
