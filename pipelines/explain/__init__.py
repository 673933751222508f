"""A published figure back to what it was made from, in words."""
