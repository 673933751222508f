-- Source-years of which there are counts and no contact. Their counts are never added to rows of contacts; they have
-- figures of their own where their detail allows (`counts.sql`).
create or replace temp table counts_only_year as
select distinct
    reported_count.source_id,
    cast(unnest(generate_series(year(period_start), year(period_end))) as integer) as contact_year
from reported_count;

-- the others: their contacts count, and the counts that lie beside these do not
create or replace temp table counts_beside_year as
from counts_only_year
where exists (
    select 1
    from contact_group
    where
        contact_group.source_id = counts_only_year.source_id
        and contact_group.contact_year = counts_only_year.contact_year
);

delete from counts_only_year
where exists (
    select 1
    from contact_group
    where
        contact_group.source_id = counts_only_year.source_id
        and contact_group.contact_year = counts_only_year.contact_year
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
