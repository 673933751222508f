select count(*), coalesce(sum(md5_number_lower(text)), 0), coalesce(sum(md5_number_upper(text)), 0)
from (
    select cast(to_json(line) as varchar) as text
    from (select ${columns} from ${table}) as line
)
