"""The demo: a simulated network of invented helplines, with the truth that a reader of its exports can be tested on.

Belongs here: the truth of each invented contact, how each invented system records it, and the comparison of a release
with that truth. Does not belong here: anything of the real pipeline (this package imports no Dagster), or real data.
"""
