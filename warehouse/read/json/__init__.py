"""JSON: one document a file, lines, arrays, documents with records in them."""
