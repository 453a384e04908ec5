"""The words of the trade as frozen values. Imports nothing else of Trackway."""
