"""Reading a landed file as a relation of text, whatever its container; one folder a family.

Belongs here: readers, and what they reject. Does not belong here: what a column means.
"""
