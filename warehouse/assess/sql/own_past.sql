-- Each year of a source beside itself and the years before it, over the calendar months that both cover: a year that has
-- only begun is held against the same months of its past. A year of which something is held back is not looked at.
with spans as (
    select
        source_id,
        min(make_date(contact_year, calendar_month::integer, 1)) as first_month,
        max(make_date(contact_year, calendar_month::integer, 1)) as last_month
    from month_base
    where family = 'volume'
    group by source_id
),

covered as (
    select source_id, year(moment) as contact_year, month(moment) as calendar_month
    from (select source_id, unnest(generate_series(first_month, last_month, interval 1 month)) as moment from spans)
),

pairs as (
    select
        own.source_id,
        own.contact_year,
        past.contact_year as compared_year,
        own.calendar_month,
        -- what the system of then could not record is no past of what it can now
        list_filter(
            [
                if(looked_at.could_several = past_looked_at.could_several, null, 'reason'),
                if(looked_at.told_setting = past_looked_at.told_setting, null, 'unknown_setting')
            ],
            lambda family: family is not null
        ) as incomparable
    from covered as own
    inner join past_year as looked_at
        on looked_at.source_id = own.source_id
        and looked_at.contact_year = own.contact_year
    inner join covered as past
        on past.source_id = own.source_id
        and past.calendar_month = own.calendar_month
        and past.contact_year between own.contact_year - ${most_years} and own.contact_year
    inner join past_year as past_looked_at
        on past_looked_at.source_id = past.source_id
        and past_looked_at.contact_year = past.contact_year
),

bases as (
    select
        pairs.source_id,
        pairs.contact_year,
        pairs.compared_year,
        month_base.family,
        sum(month_base.n_base) as n_base
    from pairs
    inner join month_base
        on month_base.source_id = pairs.source_id
        and month_base.contact_year = pairs.compared_year
        and month_base.calendar_month = pairs.calendar_month
        and not list_contains(pairs.incomparable, month_base.family)
    group by all
),

months as (
    select source_id, contact_year, compared_year, count(*) as n_months
    from pairs
    group by all
),

counted as (
    select
        pairs.source_id,
        pairs.contact_year,
        pairs.compared_year,
        month_part.family,
        month_part.part,
        sum(month_part.n) as n
    from pairs
    inner join month_part
        on month_part.source_id = pairs.source_id
        and month_part.contact_year = pairs.compared_year
        and month_part.calendar_month = pairs.calendar_month
        and not list_contains(pairs.incomparable, month_part.family)
    group by all
),

-- a part that a year does not have is nothing of its base: so does a channel vanish
parts as (
    select distinct source_id, contact_year, family, part
    from counted
)

select
    parts.source_id,
    parts.contact_year,
    parts.family,
    parts.part,
    bases.compared_year,
    cast(coalesce(counted.n, 0) as bigint) as n,
    cast(if(parts.family = 'volume', months.n_months, bases.n_base) as bigint) as n_base
from parts
inner join bases
    on bases.source_id = parts.source_id
    and bases.contact_year = parts.contact_year
    and bases.family = parts.family
inner join months
    on months.source_id = bases.source_id
    and months.contact_year = bases.contact_year
    and months.compared_year = bases.compared_year
left join counted
    on counted.source_id = parts.source_id
    and counted.contact_year = parts.contact_year
    and counted.compared_year = bases.compared_year
    and counted.family = parts.family
    and counted.part = parts.part
union all
-- values are counted by year only
select
    own.source_id,
    own.contact_year,
    'unmapped',
    '',
    past.contact_year,
    cast(past.n_unmapped_values as bigint),
    cast(past.n_values as bigint)
from past_year as own
inner join past_year as past
    on past.source_id = own.source_id
    and past.contact_year between own.contact_year - ${most_years} and own.contact_year
order by all
