"""Travel times: how long vehicles take between places."""
