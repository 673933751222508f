"""stage: takes away structure. Every delivery becomes one file of contacts or counts, as text.

Belongs here: the fate of every record, identity, versions. Does not belong here: readers (`read`), meanings
(`harmonise`).
"""
