"""The command line: thin. Each module parses, calls and prints; ``House`` opens what they need."""
