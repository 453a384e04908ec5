"""Racing: groups that are certainly too fast together; sections of road and their speeds."""
