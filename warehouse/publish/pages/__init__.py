"""The pages of a release: what is told to each helpline, and to those who run the harmonisation.

Belongs here: reading a release's tables, wording and drawing them. Does not belong here: any figure that is judged or
published (`assess`, `tabulate`), or the words of a finding in English (`schemas/findings.yaml`). A page depends on the
release's tables alone, so that it is the same bytes whenever the release is built again.
"""
