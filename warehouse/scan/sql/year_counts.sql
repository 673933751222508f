-- Records by year of a column of {table} that holds dates.
select
    year({moment}) as year,
    count(*) as n
from {table}
where {moment} is not null
group by all
having n >= {fewest}
order by year
