-- Contacts by value as delivered, over all years.
select
    field,
    source_value,
    cast(sum(n_contacts) as bigint) as n_contacts
from source_value
where source_value is not null
group by field, source_value
order by field, source_value
