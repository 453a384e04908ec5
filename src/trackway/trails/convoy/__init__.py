"""Convoy: who travels with a vehicle, beyond platoon and habit."""
