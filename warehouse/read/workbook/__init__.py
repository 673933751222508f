"""Workbooks: each sheet becomes delimited text, in a process of its own with limits."""
