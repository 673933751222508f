"""How each invented system writes its exports: one module a structure.

Belongs here: files, cells and encodings. Does not belong here: what happened (`population`) or what a system is able
to record of it (`recording`).
"""
