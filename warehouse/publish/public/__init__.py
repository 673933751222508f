"""The public files of a release: what passed disclosure control, for people and for machines.

Belongs here: figures with labels, tables, workbook, data package, codebook, quality report, changes, provenance.
Does not belong here: what may be published (`warehouse.publish.disclosure`), the secretariat's page
(`warehouse.publish.report`).
"""
