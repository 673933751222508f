-- How often an id comes again, and in how many of those ids each other column holds more than one value.
select
    count(*) as n_ids,
    count(*) filter (n > 1) as n_repeated,
    coalesce(sum(n) filter (n > 1), 0) as n_rows_repeated,
    {varying}
from (
    select
        hash(trim({id})) as id,
        count(*) as n,
        {spread}
    from {table}
    where trim({id}) <> ''
    group by all
)
