-- On how many days of the month, and in how many months, the contacts of a delivery stand.
select
    count(*) as n_used,
    count(distinct day(contact_date)) as n_days,
    count(distinct month(contact_date)) as n_months,
    coalesce(max(day(contact_date)), 0) as last_day
from read_parquet($1)
where fate_code = 'used'
