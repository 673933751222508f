"""The command `harmonise`, one file a command.

Belongs here: options, progress, and saying what was done. Does not belong here: doing it. Nothing here imports Dagster.
"""
