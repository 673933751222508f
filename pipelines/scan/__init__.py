"""Showing what a scan found: on the terminal, and as one page.

Belongs here: wording and laying out a profile and its differences from an earlier one. Does not belong here: finding
anything out (`warehouse.scan`).
"""
