-- What counts hold: how many counts a value stands on, and how many contacts they count.
insert into value_count
select 'count', contact_year, period_start, field, value, count(*), sum(n_contacts)
from (
    unpivot current_count on reason, setting, gender, age, age_band into name field value value
)
group by all
