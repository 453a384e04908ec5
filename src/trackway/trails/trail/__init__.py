"""Trail: the passages of one or several plates, and what is known of the way between."""
