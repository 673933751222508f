select source_id || '/' || delivery_id
from release.main.delivery
where
    status_code not in ('held', 'refused')
    and (n_rows = n_rows_used + n_superseded + n_ignored + n_rejected) is not true
order by 1
