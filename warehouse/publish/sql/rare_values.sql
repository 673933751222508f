select source_id, field, source_value
from source_value
where source_value is not null and trim(source_value) <> ''
group by source_id, field, source_value
having sum(n_contacts) < ${fewest_contacts}
order by source_id, field, source_value
