-- Different cells of one column of {table}, blanks left out, and in how many records each stands; long texts are cut.
select
    left(cell, {longest}) as cell,
    n
from (
    select
        trim({column}) as cell,
        count(*) as n
    from {table}
    where trim({column}) <> ''
    group by all
)
order by n desc, cell
limit {limit}
