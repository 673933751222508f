-- Source-years of which counts were delivered and no contact, where another source of the same member has contacts in that
-- year: which, and how many.
select
    of_counts.source_id,
    of_counts.contact_year,
    string_agg(of_contacts.source_id, ', ' order by of_contacts.source_id) as others,
    sum(of_contacts.n_contacts)::bigint as n_contacts
from source_year as of_counts
inner join source as one on one.source_id = of_counts.source_id
inner join source as other on other.network_code = one.network_code and other.member_id = one.member_id
inner join source_year as of_contacts
    on of_contacts.source_id = other.source_id and of_contacts.contact_year = of_counts.contact_year
where
    of_counts.n_contacts = 0
    and of_contacts.n_contacts > 0
    and exists (
        select 1
        from reported_count as counted
        where
            counted.source_id = of_counts.source_id
            and of_counts.contact_year between year(counted.period_start) and year(counted.period_end)
    )
group by of_counts.source_id, of_counts.contact_year
order by of_counts.source_id, of_counts.contact_year;
