-- How often each word of a given list stands alone in a cell of {table}, in capitals or not.
select
    lower(trim({column})) as word,
    count(*) as n
from {table}
where lower(trim({column})) in (select unnest($words))
group by all
order by n desc, word
