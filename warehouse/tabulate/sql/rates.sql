-- T3 and T6: how often contacts of one gender, age, channel ... are about something: mains of our own list (and by gender
-- and age of CHI V3), and the four acts. Base: contacts with a reason whose answer it is; one whose answer is unknown may
-- be in it.
create or replace temp table group_trait as
with place as (
    select
        pattern_label.labels,
        label_place.doubts,
        framework,
        main_code,
        bool_or(is_in) as is_in,
        bool_or(is_sure) as is_sure
    from pattern_label
    inner join label_place using (label_id)
    where framework in ('COMMON', 'CHI_V3') and framework_code is null
    group by all
),

main as (
    select distinct framework, main_code from cell where framework in ('COMMON', 'CHI_V3') and framework_code is null
),

of_main as (
    select counted_group.group_id, place.framework, place.main_code, place.is_in, place.is_sure
    from counted_group
    inner join place using (labels, doubts)
    union all
    select counted_group.group_id, main.framework, main.main_code, false, false
    from counted_group
    cross join main
    where counted_group.is_undecided
)

select group_id, framework, main_code, null as act, bool_or(is_in) as is_in, bool_or(is_sure) as is_sure
from of_main
group by all
union all
select group_id, null, null, base, is_in, is_surely
from group_base
where base in ('violence', 'sexual_violence', 'ocsea_narrow', 'ocsea_wide');

create or replace temp table rate_question as
select *
from (
    values
        ('t3.main_by_gender', 'gender', null),
        ('t3.main_by_age', 'age_band', null),
        ('t6.main_by_channel', 'channel', null),
        ('t6.main_by_person', 'person', null),
        ('t6.main_by_population', 'population', null),
        ('t6.main_by_living_situation', 'living_situation', null)
) as question (statistic_code, attribute, act)
union all
select 't3.' || act.act || '_by_' || one.name, one.attribute, act.act
from (values ('violence'), ('sexual_violence'), ('ocsea_narrow'), ('ocsea_wide')) as act (act)
cross join (values ('gender', 'gender'), ('age', 'age_band')) as one (name, attribute);

-- by answer as recorded; then by what the answer may be
create or replace temp table rate_count as
with of_group as (
    select
        counted_group.source_id,
        counted_group.contact_year,
        answer_group.attribute,
        answer_group.value,
        group_trait.framework,
        group_trait.main_code,
        group_trait.act,
        coalesce(sum(answer_group.n_contacts) filter (where base.is_in and group_trait.is_in), 0) as n_in,
        coalesce(sum(answer_group.n_contacts) filter (where base.is_surely and group_trait.is_sure), 0) as n_surely_sure,
        coalesce(sum(answer_group.n_contacts) filter (where base.is_surely), 0) as n_surely_may,
        coalesce(sum(answer_group.n_contacts) filter (where group_trait.is_sure), 0) as n_may_sure,
        sum(answer_group.n_contacts) as n_may_may
    from answer_group
    inner join group_base as base on base.group_id = answer_group.group_id and base.base = 'with_reason'
    inner join group_trait on group_trait.group_id = answer_group.group_id
    inner join counted_group on counted_group.group_id = answer_group.group_id
    where answer_group.attribute in (select attribute from rate_question)
    group by all
)

select
    source_id,
    contact_year,
    attribute,
    code,
    framework,
    main_code,
    act,
    coalesce(sum(n_in) filter (where is_it), 0) as n_it,
    coalesce(sum(n_surely_sure) filter (where is_it), 0) as n_surely_sure,
    coalesce(sum(n_surely_may) filter (where is_it), 0) as n_surely_may,
    sum(n_may_sure) as n_may_sure,
    sum(n_may_may) as n_may_may
from of_group
inner join answer_may using (attribute, value)
group by all;

create or replace temp table rate_cell as
select 't3' as of_table, framework, main_code, null as act, null as reason_code
from cell
where framework in ('COMMON', 'CHI_V3') and framework_code is null
union all
select 't6', framework, main_code, null, null
from cell
where framework = 'COMMON' and framework_code is null
union all
select 't3', null, null, act, reason_code
from (
    values
        ('violence', 'violence'),
        ('sexual_violence', 'violence.sexual'),
        ('ocsea_narrow', 'violence.sexual'),
        ('ocsea_wide', 'violence.sexual')
) as one (act, reason_code);

-- n_rest_sure: surely of that answer and not about it; n_rest_may: may be of that answer, and need not be about it.
insert into figure by name
select
    base_total.source_id,
    base_total.contact_year,
    question.statistic_code,
    rate_cell.framework,
    rate_cell.main_code,
    rate_cell.reason_code,
    if(code.list = 'gender', code.code, null) as gender_code,
    if(code.list = 'age_band', code.code, null) as age_band_code,
    if(code.list = 'population', code.code, null) as population_code,
    if(code.list = 'channel', code.code, null) as channel_code,
    if(code.list = 'person', code.code, null) as person_code,
    if(code.list = 'living_situation', code.list, null) as attribute_code,
    if(code.list = 'living_situation', code.code, null) as value_code,
    'contacts' as base_code,
    coalesce(counted.n_it, 0) as numerator,
    coalesce(base.n_it, 0) as denominator,
    coalesce(counted.n_surely_sure, 0) as n_sure,
    coalesce(counted.n_may_may, 0) as n_may,
    coalesce(base.n_it_surely, 0) - coalesce(counted.n_surely_may, 0) as n_rest_sure,
    coalesce(base.n_may_may, 0) - coalesce(counted.n_may_sure, 0) as n_rest_may,
    asked_question.attribute is not null
    and (code.code = 'unknown' or able_answer.code is not null)
    and if(
        rate_cell.act is null,
        coalesce(cell_ability.can_tell, false),
        able_base.is_able
    ) as is_able,
    is_able or (asked_question.attribute is not null and coalesce(cell_ability.may_tell, false)) as is_maybe_able
from rate_question as question
inner join rate_cell
    on rate_cell.act is not distinct from question.act
    and starts_with(question.statistic_code, rate_cell.of_table)
inner join base_total on base_total.base = 'with_reason'
inner join source on source.source_id = base_total.source_id
inner join network_answer
    on network_answer.network_code = source.network_code
    and network_answer.attribute = question.attribute
inner join code on code.list = question.attribute and code.code = network_answer.code
left join answer_count as base
    on base.source_id = base_total.source_id
    and base.contact_year = base_total.contact_year
    and base.base = base_total.base
    and base.attribute = question.attribute
    and base.code = code.code
left join rate_count as counted
    on counted.source_id = base_total.source_id
    and counted.contact_year = base_total.contact_year
    and counted.attribute = question.attribute
    and counted.code = code.code
    and counted.framework is not distinct from rate_cell.framework
    and counted.main_code is not distinct from rate_cell.main_code
    and counted.act is not distinct from rate_cell.act
left join asked_question
    on asked_question.source_id = base_total.source_id
    and asked_question.contact_year = base_total.contact_year
    and asked_question.attribute = question.attribute
left join able_answer
    on able_answer.source_id = base_total.source_id
    and able_answer.contact_year = base_total.contact_year
    and able_answer.attribute = question.attribute
    and able_answer.code = code.code
left join able_base
    on able_base.source_id = base_total.source_id
    and able_base.contact_year = base_total.contact_year
    and able_base.base = rate_cell.act
left join cell_ability
    on cell_ability.source_id = base_total.source_id
    and cell_ability.contact_year = base_total.contact_year
    and cell_ability.framework = rate_cell.framework
    and cell_ability.main_code = rate_cell.main_code
    and cell_ability.framework_code is null;
