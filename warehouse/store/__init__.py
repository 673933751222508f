"""What every step stands on: where things lie, the engine, the key, locks, manifests, contracts.

Belongs here: what knows no step. Does not belong here: anything that a step decides.
"""
