"""Stitching: whose an unread passage was, from plates read before and after it."""
