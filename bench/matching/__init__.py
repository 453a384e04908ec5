"""What matching is measured with: entries, traffic, and a plain scan as its yardstick."""
