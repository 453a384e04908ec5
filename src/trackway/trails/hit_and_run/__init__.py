"""Hit-and-run: who can have been at a scene, against all that passed around it."""
