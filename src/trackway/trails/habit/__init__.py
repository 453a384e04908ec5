"""Habit: where one vehicle usually is, and what it did of late that it does not usually do."""
