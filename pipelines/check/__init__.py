"""What a mapping and its values come to, before anything is run."""
