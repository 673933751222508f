-- Source-years of which contacts and counts were delivered, with both numbers: counts are never added to contacts.
select source_year.source_id, source_year.contact_year, source_year.n_contacts, count(*) as n_rows
from source_year
inner join reported_count as counted
    on counted.source_id = source_year.source_id
    and source_year.contact_year between year(counted.period_start) and year(counted.period_end)
where source_year.n_contacts > 0
group by source_year.source_id, source_year.contact_year, source_year.n_contacts
order by source_year.source_id, source_year.contact_year;
