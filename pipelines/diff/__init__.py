"""What an edit of the mappings, or another release, changes."""
