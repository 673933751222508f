-- Source-years of which counts were delivered and no contact, with the number of rows of their counts. A count whose
-- label nobody has decided is in the values only.
select
    source_year.source_id,
    source_year.contact_year,
    count(*) filter (where year(counted.period_start) = source_year.contact_year) as n_rows
from source_year
left join reported_count as counted
    on counted.source_id = source_year.source_id
    and source_year.contact_year between year(counted.period_start) and year(counted.period_end)
where coalesce(source_year.n_contacts, 0) = 0
group by source_year.source_id, source_year.contact_year, source_year.n_values
having count(counted.source_id) > 0 or coalesce(source_year.n_values, 0) > 0
order by source_year.source_id, source_year.contact_year;
