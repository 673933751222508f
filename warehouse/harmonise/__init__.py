"""harmonise: takes away words. What a source's values mean, joined to its contacts and counts.

Belongs here: deciding values, the tables of a year, the laws. Does not belong here: judging a source (`assess`).
"""
