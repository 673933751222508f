-- deliveries that could not be taken in
select source_id, delivery_id, file_name, status_code
from release.main.delivery
where status_code in ('held', 'refused')
order by source_id, file_name, delivery_id
