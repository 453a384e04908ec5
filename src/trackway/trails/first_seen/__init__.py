"""First seen: which vehicles are new at a place or in the county."""
