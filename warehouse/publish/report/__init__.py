"""The secretariat's report: one page and its charts, from published figures and declared facts.

Belongs here: what the page says, shows and draws. Does not belong here: any figure (`tabulate`, `publish.disclosure`),
or writing files (`publish.public`). Exact tables are never read.
"""
