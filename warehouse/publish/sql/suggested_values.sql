select distinct source_id, field, source_value
from decision
where outcome_code = 'suggested' and source_value is not null and trim(source_value) <> ''
except
select source_id, field, source_value
from source_value
group by source_id, field, source_value
having sum(n_contacts) >= ${fewest_contacts}
order by source_id, field, source_value
