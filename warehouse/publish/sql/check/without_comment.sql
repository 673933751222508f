select table_name as name
from duckdb_tables()
where database_name = 'release' and coalesce(comment, '') = ''
union all
select view_name
from duckdb_views()
where database_name = 'release' and not internal and coalesce(comment, '') = ''
union all
select table_name || '.' || column_name
from duckdb_columns()
where database_name = 'release' and not internal and coalesce(comment, '') = ''
order by name
