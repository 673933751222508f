"""What is damaged in the lake: finding it, and building it anew from landing.

Belongs here: going through what states name. Does not belong here: how one file is known to be whole (`store`).
"""
