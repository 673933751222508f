-- What the system of each source could record in each calendar year that a contact can have. Of a year in which it was
-- changed: what it could when most of the year's contacts were recorded, the newest where they are as many or none; a
-- year in which contacts were recorded under two that differ in what can be told of a contact is_mixed.
create or replace temp table system_year as
with calendar as (
    select cast(unnest(range(1900, 2101)) as integer) as contact_year
),

counted as (
    select system_period.source_id, system_period.valid_from, contact.contact_year, count(*) as n_contacts
    from contact
    inner join system_period
        on system_period.source_id = contact.source_id
        and contact.contact_date >= coalesce(system_period.valid_from, date '1900-01-01')
        and contact.contact_date <= coalesce(system_period.valid_to, date '2100-12-31')
    where contact.source_id in (select earlier_system.source_id from earlier_system)
    group by all
),

parts as (
    select
        system_period.*,
        calendar.contact_year,
        coalesce(counted.n_contacts, 0) as n_contacts,
        (system_period.can_record_several_reasons, system_period.setting_capability_code) as told
    from system_period
    inner join calendar
        on calendar.contact_year >= coalesce(year(system_period.valid_from), 1900)
        and calendar.contact_year <= coalesce(year(system_period.valid_to), 2100)
    left join counted
        on counted.source_id = system_period.source_id
        and counted.contact_year = calendar.contact_year
        and counted.valid_from is not distinct from system_period.valid_from
)

select
    source_id,
    contact_year,
    can_record_several_reasons,
    reason_cap,
    setting_capability_code,
    count(distinct if(n_contacts > 0, told, null)) over (partition by source_id, contact_year) > 1 as is_mixed
from parts
qualify row_number() over (
    partition by source_id, contact_year
    order by n_contacts desc, valid_from desc nulls last
) = 1;
