"""The language of mappings: typed models of a folder's files, and its reference page."""
