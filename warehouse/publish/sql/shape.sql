-- what a release offers besides rows: tables, views with their SQL, columns with type, and what is said of each
select 'table' as kind, table_name as name, '' as part, '' as spelled, coalesce(comment, '') as comment
from duckdb_tables()
where database_name = '${catalog}'
union all
select 'view', view_name, '', sql, coalesce(comment, '')
from duckdb_views()
where database_name = '${catalog}' and not internal
union all
select 'column', table_name, column_name, concat(column_index, ' ', data_type, ' ', is_nullable), coalesce(comment, '')
from duckdb_columns()
where database_name = '${catalog}' and not internal
order by all
