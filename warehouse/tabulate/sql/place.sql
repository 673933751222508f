-- Every contact that is or may be counted, by its group, with what it answered where it has one answer each; blank is
-- unknown.
create or replace temp view contact_answer as
select
    contact_state.contact_id,
    counted_group.group_id,
    coalesce(contact_state.gender_code, 'unknown') as gender,
    coalesce(contact_state.age_band_code, 'unknown') as age_band,
    contact_state.population_code as population,
    coalesce(contact_state.channel_code, 'unknown') as channel,
    coalesce(contact_state.person_code, 'unknown') as person,
    coalesce(contact_state.living_situation_code, 'unknown') as living_situation,
    coalesce(contact_state.time_to_contact_code, 'unknown') as time_to_contact,
    coalesce(contact_state.first_told_code, 'unknown') as first_told
from contact_state
inner join counted_group
    on counted_group.source_id = contact_state.source_id
    and counted_group.contact_year = contact_state.contact_year
    and counted_group.labels = contact_state.labels
    and counted_group.is_counted = contact_state.is_counted
    and counted_group.is_undecided = (contact_state.n_undecided > 0)
where contact_state.is_counted or contact_state.is_maybe_counted;

-- Those of them that are counted by themselves: for answers of which a contact has several, and for its main reason.
create or replace temp table contact_place as
with singly as (
    select contact_id from contact_attribute
    union
    select contact_id from contact_reason where is_main
)

select contact_answer.contact_id, contact_answer.group_id
from singly
inner join contact_answer on contact_answer.contact_id = singly.contact_id;

-- What a group rests on, and what it answered, counted once by group. `is_in`: recorded so; `is_surely`: can be nothing else;
-- all rows may be in the base, `possible.sql` says why.
create or replace temp table group_base as
with act as (
    select
        group_act.*,
        pattern.* exclude (labels)
    from group_act
    inner join counted_group using (group_id)
    left join pattern using (labels)
)

select group_id, 'counselling' as base, is_counted as is_in, is_counted as is_surely
from counted_group
union all
select group_id, 'with_reason', is_counted and len(labels) > 0, is_counted and len(labels) > 0
from counted_group
where len(labels) > 0 or is_undecided
union all
select group_id, 'violence', is_counted and coalesce(has_violence, false), is_counted and surely_is_it
from act
where act = 'violence' and may_be_it
union all
select group_id, 'sexual_violence', is_counted and sexual_setting is not null, is_counted and surely_is_it
from act
where act = 'violence.sexual' and may_be_it
union all
select
    group_id,
    if(act = 'core', 'ocsea_narrow', 'ocsea_wide'),
    is_counted and coalesce(if(act = 'core', is_ocsea_narrow, is_ocsea_wide), false),
    is_counted and surely_online
from act
where act in ('core', 'violence.sexual') and may_be_online
union all
select
    act.group_id,
    'not_ocsea',
    act.is_counted and len(counted_group.labels) > 0 and not is_ocsea_wide,
    act.is_counted and len(counted_group.labels) > 0 and not may_be_online
from act
inner join counted_group on counted_group.group_id = act.group_id
where act.act = 'violence.sexual' and not surely_online and (len(counted_group.labels) > 0 or is_undecided);

-- A source-year of which nothing is in a base has a row of zeros: what it can record it can all the same.
create or replace temp table base_total as
with total as (
    select
        source_id,
        contact_year,
        base,
        coalesce(sum(n_contacts) filter (where is_in), 0) as n_in,
        coalesce(sum(n_contacts) filter (where is_surely), 0) as n_surely,
        coalesce(sum(n_contacts) filter (where is_surely and is_undecided), 0) as n_undecided_surely,
        sum(n_contacts) as n_may,
        coalesce(sum(n_contacts) filter (where is_undecided), 0) as n_undecided_may
    from group_base
    inner join counted_group using (group_id)
    group by all
)

select
    source_total.source_id,
    source_total.contact_year,
    base.base,
    coalesce(columns(total.* exclude (source_id, contact_year, base)), 0)
from source_total
cross join (
    values
        ('counselling'), ('with_reason'), ('violence'), ('sexual_violence'), ('ocsea_narrow'), ('ocsea_wide'), ('not_ocsea')
) as base (base)
left join total
    on total.source_id = source_total.source_id
    and total.contact_year = source_total.contact_year
    and total.base = base.base;

-- Answers of which a contact has one, each question by itself and gender with age. Contacts that are alike are put together
-- first: nine groupings go through them.
create or replace temp table answered_alike as
select * exclude (contact_id), count(*) as n_contacts
from contact_answer
group by all;

create or replace temp table answered_group as
select * exclude (n_contacts), sum(n_contacts) as n_contacts
from answered_alike
group by
    grouping sets (
        (group_id, gender),
        (group_id, age_band),
        (group_id, gender, age_band),
        (group_id, population),
        (group_id, channel),
        (group_id, person),
        (group_id, living_situation),
        (group_id, time_to_contact),
        (group_id, first_told)
    );

create or replace temp view answer_group as
select
    group_id,
    case
        when gender is not null then 'gender'
        when age_band is not null then 'age_band'
        when population is not null then 'population'
        when channel is not null then 'channel'
        when person is not null then 'person'
        when living_situation is not null then 'living_situation'
        when time_to_contact is not null then 'time_to_contact'
        else 'first_told'
    end as attribute,
    coalesce(gender, age_band, population, channel, person, living_situation, time_to_contact, first_told) as value,
    n_contacts
from answered_group
where gender is null or age_band is null;

-- Answers of which a contact has many: it counts under each, and under what stands above it in the list. One that is not
-- told apart may be any below it. Contacts are counted, so lists with levels need them one by one.
create or replace temp table attribute_may as
select value.list as attribute, value.code as value, code.code, starts_with(value.code || '.', code.code || '.') as is_it
from code as value
inner join code
    on code.list = value.list
    and (starts_with(value.code || '.', code.code || '.') or starts_with(code.code || '.', value.code || '.'))
where value.list <> 'reason' and value.code <> 'unknown';

create or replace temp table attribute_group as
with answered as (
    select contact_place.group_id, contact_attribute.contact_id, attribute_code as attribute, value_code as value
    from contact_attribute
    inner join contact_place on contact_place.contact_id = contact_attribute.contact_id
    where value_code <> 'unknown'
),

levelled as (
    select distinct attribute from attribute_may where value <> code
)

select group_id, attribute, value as code, count(*) as n_it, count(*) as n_may
from answered
where attribute not in (from levelled)
group by all
union all
select
    group_id,
    attribute,
    code,
    count(distinct contact_id) filter (where is_it),
    count(distinct contact_id)
from answered
inner join attribute_may using (attribute, value)
where attribute in (from levelled)
group by all
union all
-- the contacts that answered at all
select group_id, attribute, null, count(distinct contact_id), count(distinct contact_id)
from answered
group by all;
