"""The survey of a network's members: its landed files become `member_survey`.

Belongs here: reading such a file, and which answers of a member count. `step.py` is where to begin. Does not belong
here: landing files (`warehouse.land`, as for every source), or what answers say beside data (`publish/sql/views`).
"""
