"""Drafting a mapping folder from an unknown export.

Belongs here: the three files of a new source, as far as a scan and accepted decisions can tell, with questions where
they cannot. Does not belong here: scanning (`warehouse.scan`), suggesting (`pipelines.suggest`), accepting anything.
"""
