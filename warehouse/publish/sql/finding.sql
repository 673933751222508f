select ${columns} from finding
union
select ${columns} from lake_finding
