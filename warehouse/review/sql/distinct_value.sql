-- Each value of each field with the days that decide whether a decision speaks of it.
select
    field,
    value,
    list(distinct day) as days
from value_entry
group by field, value
order by field, value
