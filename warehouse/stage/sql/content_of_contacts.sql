-- What a delivery of contacts holds, by month.
select
    cast(date_trunc('month', contact_date) as date) as period_start,
    last_day(contact_date) as period_end,
    '' as category,
    count(*) as n_counts,
    count(*) as n_contacts
from read_parquet({file})
where fate_code = 'used' and contact_date is not null
group by all
