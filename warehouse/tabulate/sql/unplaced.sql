-- Undecided values that stand on nobody knows what contacts: each may be what is asked, or one more in its base. Of
-- figures that rest on no reason they say nothing.
update figure
set
    n_may = n_may + n_unplaced,
    n_rest_may = n_rest_may + n_unplaced,
    n_rest_sure = greatest(n_rest_sure - n_unplaced, 0)
from source_total
where
    source_total.source_id = figure.source_id
    and source_total.contact_year = figure.contact_year
    and n_unplaced > 0
    and coalesce(figure.framework, figure.reason_code) is not null
    and figure.setting_code is distinct from 'unknown';
