"""Night visitor: who comes by night and hardly by day."""
