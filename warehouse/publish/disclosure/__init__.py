"""disclosure: what may be shown of `network_statistics_exact`, and the proof by attack that nothing more is.

Belongs here: rounding, suppression, comparison with earlier releases, the attack, and the report on all of it. Does not
belong here: any figure (`warehouse.tabulate`), or the files of `public/`. The rules: docs/disclosure.md.
"""
