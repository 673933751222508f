"""Delimited text: its header, a count made on the bytes, a fast reading and a careful one."""
