"""What looking through recorded footage costs: footage of known traffic, and the measurement."""
