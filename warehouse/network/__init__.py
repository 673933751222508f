"""The network: what all sources' manifests name, as relations, and the tables made of them.

Belongs here: reading the lake over sources. Does not belong here: any single source's steps.
"""
