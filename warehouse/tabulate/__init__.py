"""tabulate: takes away rows. Counts with base, n, coverage and bounds, in every framework.

Belongs here: the network's figures. Does not belong here: what a source can record (`assess`).
"""
