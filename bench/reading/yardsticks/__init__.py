"""Other plate readers, run as measuring tools in an environment of their own; nothing here is installed."""
