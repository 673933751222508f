"""assess: takes away blind trust. Each source and year beside its declaration, its past and the network.

Belongs here: source_year, source_month and the findings. Does not belong here: figures (`tabulate`).
"""
