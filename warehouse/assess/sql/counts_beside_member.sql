-- Source-years of which counts were delivered and no contact, where another source of the same member has contacts in that
-- year: which, how many, what the mapping says of the two, and whether the contacts begin and end where the counts do.
with counted as (
    select
        source_year.source_id,
        source_year.contact_year,
        greatest(min(period_start), make_date(source_year.contact_year, 1, 1)) as first_day,
        least(max(period_end), make_date(source_year.contact_year, 12, 31)) as last_day
    from source_year
    inner join reported_count
        on reported_count.source_id = source_year.source_id
        and source_year.contact_year between year(period_start) and year(period_end)
    where coalesce(source_year.n_contacts, 0) = 0
    group by source_year.source_id, source_year.contact_year
)

select
    counted.source_id,
    counted.contact_year,
    string_agg(distinct other.source_id, ', ' order by other.source_id) as others,
    sum(of_month.n_contacts)::bigint as n_contacts,
    one.counts_beside_code,
    min(of_month.contact_month) <= date_trunc('month', counted.first_day)
    and max(of_month.contact_month) >= date_trunc('month', counted.last_day) as is_whole
from counted
inner join source as one on one.source_id = counted.source_id
inner join source as other on other.network_code = one.network_code and other.member_id = one.member_id
inner join source_month as of_month
    on of_month.source_id = other.source_id and year(of_month.contact_month) = counted.contact_year
where of_month.n_contacts > 0
group by counted.source_id, counted.contact_year, counted.first_day, counted.last_day, one.counts_beside_code
order by counted.source_id, counted.contact_year;
