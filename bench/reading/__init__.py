"""Reading measured: labelled photographs, harder variants of them, rendered scenes; ours and yardsticks."""
