-- Source-years of which there are counts and no contact. Their counts are never added to rows of contacts; they have
-- figures of their own where their detail allows (`counts.sql`).
create or replace temp table counts_only_year as
select distinct
    reported_count.source_id,
    cast(unnest(generate_series(year(period_start), year(period_end))) as integer) as contact_year
from reported_count;

-- the others, with the source whose contacts count in their place: itself, or one of its member of which the mapping says
-- that these counts are of the same contacts
create or replace temp table counts_beside_contacts as
with year_with_contacts as (
    select distinct source_id, contact_year from contact_group
)

select distinct counts_only_year.source_id, counts_only_year.contact_year, of_contacts.source_id as contact_source_id
from counts_only_year
inner join source on source.source_id = counts_only_year.source_id
inner join year_with_contacts on year_with_contacts.contact_year = counts_only_year.contact_year
inner join source as of_contacts on of_contacts.source_id = year_with_contacts.source_id
where
    of_contacts.source_id = source.source_id
    or (
        source.counts_beside_code = 'same'
        and of_contacts.member_id = source.member_id
        and of_contacts.network_code = source.network_code
    );

create or replace temp view counts_beside_year as
select distinct contact_source_id as source_id, contact_year from counts_beside_contacts;

delete from counts_only_year
where exists (
    select 1
    from counts_beside_contacts
    where
        counts_beside_contacts.source_id = counts_only_year.source_id
        and counts_beside_contacts.contact_year = counts_only_year.contact_year
);

-- Source-years whose contacts begin late or end early: that by chance all of them lie in so few of twelve months is less
-- likely than one in a hundred (the range of n even draws). The year may be running still, or a delivery not have come.
create or replace temp table part_year as
select
    source_id,
    contact_year,
    sum(n_contacts) as n,
    (month(max(contact_month)) - month(min(contact_month)) + 1) / 12 as range_of_year
from contact_group
group by source_id, contact_year
having n * pow(range_of_year, n - 1) - (n - 1) * pow(range_of_year, n) < 0.01;

create or replace temp view recorded_year as
select distinct source_id, contact_year from contact_group
union
from counts_only_year;
