"""Files that belong to another file: matching them, joining them, saying what is odd about them."""
