-- T3, T5, T6, T7: what was answered, of all contacts of a base. The unknown part is whatever was asked and left blank, and
-- all of a source that does not ask: in panel `able` only sources that ask count.
create or replace temp table question as
with act as (
    select *
    from (
        values
            ('violence', 'violence'),
            ('sexual_violence', 'violence.sexual'),
            ('ocsea_narrow', 'violence.sexual'),
            ('ocsea_wide', 'violence.sexual')
    ) as act (base, reason_code)
)

select 't3.gender_of_' || base as statistic_code, base, reason_code, 'gender' as attribute from act
union all
select 't3.age_of_' || base, base, reason_code, 'age_band' from act
union all
select statistic_code, 'counselling', null, attribute
from (
    values
        ('t3.gender', 'gender'),
        ('t3.age', 'age_band'),
        ('t6.channel', 'channel'),
        ('t6.person', 'person'),
        ('t6.profile', 'living_situation'),
        ('t6.profile', 'vulnerable_group'),
        ('t7.referrals', 'referral_in'),
        ('t7.referrals', 'referral_out')
) as one (statistic_code, attribute)
union all
select 't6.profile_of_violence', 'violence', 'violence', attribute
from (values ('perpetrator_relation'), ('perpetrator_age'), ('incident_place')) as one (attribute)
union all
select if(act.base = 'ocsea_wide', 't5.profile', 't5.profile_narrow'), act.base, act.reason_code, one.attribute
from act
cross join (
    values
        ('time_to_contact'), ('first_told'), ('platform'), ('barrier'), ('risk_factor'), ('living_situation'),
        ('vulnerable_group'), ('extortion_demand'), ('image_origin'), ('referral_in'), ('referral_out'),
        ('perpetrator_relation'), ('perpetrator_age')
) as one (attribute)
where act.base in ('ocsea_narrow', 'ocsea_wide');

-- What an answer may be: itself; where it is unknown, any; where it is a band that others lie in, any of those.
create or replace temp table answer_may as
select value.list as attribute, value.code as value, code.code, value.code = code.code as is_it
from code as value
inner join code
    on code.list = value.list
    and (code.code = value.code or code.parent = value.code or (value.code = 'unknown' and code.code <> 'unknown'))
where
    value.list in (
        'gender', 'age_band', 'population', 'channel', 'person', 'living_situation', 'time_to_contact', 'first_told'
    );

create or replace temp table answer_count as
with of_group as (
    select counted_group.source_id, counted_group.contact_year, group_base.base, answer_group.attribute, answer_group.value,
        coalesce(sum(answer_group.n_contacts) filter (where is_in), 0) as n_in,
        coalesce(sum(answer_group.n_contacts) filter (where is_surely), 0) as n_surely,
        sum(answer_group.n_contacts) as n_may
    from answer_group
    inner join group_base using (group_id)
    inner join counted_group using (group_id)
    group by all
)

select
    source_id,
    contact_year,
    base,
    attribute,
    code,
    coalesce(sum(n_in) filter (where is_it), 0) as n_it,
    coalesce(sum(n_surely) filter (where is_it), 0) as n_it_surely,
    coalesce(sum(n_may) filter (where is_it), 0) as n_it_may,
    sum(n_surely) as n_may_surely,
    sum(n_may) as n_may_may
from of_group
inner join answer_may using (attribute, value)
group by all;

create or replace temp table attribute_count as
with of_group as (
    select
        counted_group.source_id,
        counted_group.contact_year,
        group_base.base,
        attribute_group.attribute,
        attribute_group.code,
        coalesce(sum(n_it) filter (where is_in), 0) as n_it,
        coalesce(sum(n_it) filter (where is_surely), 0) as n_it_surely,
        sum(n_it) as n_it_may,
        coalesce(sum(attribute_group.n_may) filter (where is_surely), 0) as n_may_surely,
        sum(attribute_group.n_may) as n_may_may
    from attribute_group
    inner join group_base using (group_id)
    inner join counted_group using (group_id)
    group by all
),

-- contacts of the base without an answer that says something
blank as (
    select
        base_total.source_id,
        base_total.contact_year,
        base_total.base,
        question.attribute,
        base_total.n_in - coalesce(of_group.n_it, 0) as n_blank,
        base_total.n_surely - coalesce(of_group.n_it_surely, 0) as n_blank_surely,
        base_total.n_may - coalesce(of_group.n_it_may, 0) as n_blank_may
    from base_total
    inner join (select distinct base, attribute from question where attribute not in (select attribute from answer_may))
        as question using (base)
    left join of_group
        on of_group.source_id = base_total.source_id
        and of_group.contact_year = base_total.contact_year
        and of_group.base = base_total.base
        and of_group.attribute = question.attribute
        and of_group.code is null
)

select
    blank.source_id,
    blank.contact_year,
    blank.base,
    blank.attribute,
    code.code,
    if(code.code = 'unknown', n_blank, coalesce(n_it, 0)) as n_it,
    if(code.code = 'unknown', n_blank_surely, coalesce(n_it_surely, 0)) as n_it_surely,
    if(code.code = 'unknown', n_blank_may, coalesce(n_it_may, 0)) as n_it_may,
    coalesce(n_may_surely, 0) + n_blank_surely as n_may_surely,
    coalesce(n_may_may, 0) + n_blank_may as n_may_may
from blank
inner join code on code.list = blank.attribute
left join of_group
    on of_group.source_id = blank.source_id
    and of_group.contact_year = blank.contact_year
    and of_group.base = blank.base
    and of_group.attribute = blank.attribute
    and of_group.code = code.code;

insert into figure by name
select
    base_total.source_id,
    base_total.contact_year,
    question.statistic_code,
    if(question.base = 'counselling', 'counselling', null) as contact_type_code,
    question.reason_code,
    if(code.list = 'gender', code.code, null) as gender_code,
    if(code.list = 'age_band', code.code, null) as age_band_code,
    if(code.list = 'channel', code.code, null) as channel_code,
    if(code.list = 'person', code.code, null) as person_code,
    if(code.list in ('gender', 'age_band', 'channel', 'person'), null, code.list) as attribute_code,
    if(code.list in ('gender', 'age_band', 'channel', 'person'), null, code.code) as value_code,
    'contacts' as base_code,
    coalesce(counted.n_it, 0) as numerator,
    base_total.n_in as denominator,
    coalesce(counted.n_it_surely, 0) as n_sure,
    coalesce(counted.n_may_may, 0) as n_may,
    base_total.n_surely - coalesce(counted.n_may_surely, 0) as n_rest_sure,
    base_total.n_may - coalesce(counted.n_it_may, 0) as n_rest_may,
    asked.attribute is not null and able_base.is_able as is_in_panel,
    is_in_panel and (code.code = 'unknown' or able_answer.code is not null) as is_able,
    is_in_panel and wider.code is not null as is_maybe_able
from question
inner join base_total on base_total.base = question.base
inner join source on source.source_id = base_total.source_id
inner join network_question
    on network_question.network_code = source.network_code
    and network_question.attribute = question.attribute
inner join code on code.list = question.attribute
inner join able_base
    on able_base.source_id = base_total.source_id
    and able_base.contact_year = base_total.contact_year
    and able_base.base = question.base
left join (from answer_count union all by name from attribute_count) as counted
    on counted.source_id = base_total.source_id
    and counted.contact_year = base_total.contact_year
    and counted.base = question.base
    and counted.attribute = question.attribute
    and counted.code = code.code
left join asked_question as asked
    on asked.source_id = base_total.source_id
    and asked.contact_year = base_total.contact_year
    and asked.attribute = question.attribute
left join able_answer
    on able_answer.source_id = base_total.source_id
    and able_answer.contact_year = base_total.contact_year
    and able_answer.attribute = question.attribute
    and able_answer.code = code.code
left join able_answer as wider
    on wider.source_id = base_total.source_id
    and wider.contact_year = base_total.contact_year
    and wider.attribute = question.attribute
    and wider.code = code.parent;
