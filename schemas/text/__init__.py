"""Text as people and files write it: folding, shapes, paths, YAML with line numbers, problems."""
