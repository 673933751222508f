-- The months of the current contacts: how many, the first and the last day.
select
    cast(date_trunc('month', contact_date) as date) as month,
    count(*) as n,
    cast(min(contact_date) as date) as first_day,
    cast(max(contact_date) as date) as last_day
from current_contact
group by all
order by month
