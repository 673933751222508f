"""Reports for the people who map: what the decisions cover (`harmonise check`), what changed (`harmonise diff`).

Belongs here: the models of these reports, their words, and how they look on a terminal and as a page. Does not belong
here: counting rows (`warehouse.review`, `warehouse.review_releases`) or the commands (`pipelines.cli`).
"""
