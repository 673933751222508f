"""The six verbs as groups of Dagster assets: what every step makes, of what, and who owns it.

Belongs here: asset definitions. Does not belong here: the work of a step (that is `warehouse`), jobs, resources.
"""
