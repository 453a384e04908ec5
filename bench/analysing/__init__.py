"""Measuring the analyses: known traffic, what each answers to it, and what naive methods answer."""
