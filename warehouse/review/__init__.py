"""What values and releases come to, for a person who edits a mapping.

Belongs here: counting. Does not belong here: changing anything, wording (`pipelines`).
"""
