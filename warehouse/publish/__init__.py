"""publish: takes away the old release. Built aside, checked, renamed; a release never changes.

Belongs here: building, checking, showing and keeping releases. Does not belong here: any figure.
"""
