"""How things are shown: one page template, one console, for scan, check and diff."""
