select source_id || '/' || delivery_id
from release.main.delivery
where
    case
        when status_code in ('held', 'refused') then false
        -- what was never read by itself: a companion, or what is ignored
        when n_rows is null then status_code = 'used'
        else (n_rows = n_rows_used + n_superseded + n_ignored + n_rejected) is not true
    end
order by 1
