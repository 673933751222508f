-- Contacts by source and value as delivered, over all years, in the newer release.
select
    source_id,
    field,
    source_value,
    cast(sum(n_contacts) as bigint) as n_contacts
from new_release.source_value
where source_value is not null
group by source_id, field, source_value
