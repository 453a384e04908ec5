"""Alerting: a real centre, an officer's page and a text message gateway, timed from the outside."""
