"""land: takes away distance. Files at an address become bytes of our own.

Belongs here: what is new at an address, keeping its bytes, receipts. Does not belong here: what stands in a file.
"""
