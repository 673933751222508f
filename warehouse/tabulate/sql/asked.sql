-- Which questions a source asks in a year, and which answers its list has: what its decisions of that year give, and
-- whatever its records show. A question that is declared `never` leaves neither.
create or replace temp table shown_field as
select
    source_id,
    contact_year,
    bool_or(gender_code is not null) as gender,
    bool_or(age_band_code is not null) as age_band,
    bool_or(age_years is not null) as age_years,
    bool_or(channel_code is not null) as channel,
    bool_or(person_code is not null) as person,
    bool_or(living_situation_code is not null) as living_situation,
    bool_or(time_to_contact_code is not null) as time_to_contact,
    bool_or(first_told_code is not null) as first_told
from contact
group by all;

create or replace temp table able_answer as
with decided as (
    select distinct
        source_total.source_id, source_total.contact_year, if(field = 'age', 'age_band', field) as attribute, decision.code
    from source_total
    inner join decision
        on decision.source_id = source_total.source_id
        and decision.outcome_code = 'mapped'
        and decision.field not in ('reason', 'setting')
        and coalesce(decision.valid_from <= make_date(source_total.contact_year, 12, 31), true)
        and coalesce(decision.valid_to >= make_date(source_total.contact_year, 1, 1), true)
),

shown as (
    select distinct counted_group.source_id, counted_group.contact_year, answer_group.attribute, answer_group.value as code
    from answer_group
    inner join counted_group using (group_id)
    where answer_group.value <> 'unknown'
    union
    select distinct counted_group.source_id, counted_group.contact_year, attribute_group.attribute, attribute_group.code
    from attribute_group
    inner join counted_group using (group_id)
    where attribute_group.code is not null and attribute_group.n_it > 0
),

recorded as (
    from decided
    union
    from shown
    union
    -- whole years need no decision: they fall into every band
    select shown_field.source_id, shown_field.contact_year, 'age_band', code.code
    from shown_field
    inner join code on code.list = 'age_band' and code.code not in ('under_18', 'unknown')
    where shown_field.age_years
    union
    select source_total.source_id, source_total.contact_year, 'population', code.code
    from source_total
    inner join source on source.source_id = source_total.source_id
    inner join code on code.list = 'population' and (code.code <> 'young_person' or source.serves_young_people)
    where source_total.can_tell_population
)

select distinct recorded.source_id, recorded.contact_year, recorded.attribute, attribute_may.code
from recorded
inner join attribute_may
    on attribute_may.attribute = recorded.attribute
    and attribute_may.value = recorded.code
    and attribute_may.is_it;

create or replace temp table asked_question as
select distinct source_id, contact_year, attribute from able_answer
union
select distinct source_id, contact_year, if(field = 'age', 'age_band', field)
from source_value
where field not in ('reason', 'setting')
union
select source_id, contact_year, attribute
from (unpivot shown_field on columns(* exclude (source_id, contact_year)) into name attribute value is_asked)
where is_asked;

-- What anybody in a network ever asks, and the answers that anybody's list has: a question that nobody asks has no
-- figures; that no member is able to fill its table says so (`response.sql`).
create or replace temp table network_question as
select distinct source.network_code, asked_question.attribute
from asked_question
inner join source using (source_id);

create or replace temp table network_answer as
select distinct source.network_code, able_answer.attribute, able_answer.code
from able_answer
inner join source using (source_id)
union
select network_code, attribute, 'unknown'
from network_question;

-- Which bases a source can fill at all.
create or replace temp table able_base as
select
    able_setting.source_id,
    able_setting.contact_year,
    base.base,
    case base.base
        when 'violence' then
            able_setting.may_tell
            or exists (
                select 1
                from expressible
                where
                    expressible.source_id = able_setting.source_id
                    and expressible.contact_year = able_setting.contact_year
                    and starts_with(expressible.reason_code || '.', 'violence.')
            )
        when 'sexual_violence' then can_tell_subtree or may_tell
        when 'ocsea_narrow' then can_tell_technology or may_tell
        when 'ocsea_wide' then can_tell_technology or may_tell
        else true
    end as is_able
from able_setting
cross join (
    values
        ('counselling'), ('with_reason'), ('violence'), ('sexual_violence'), ('ocsea_narrow'), ('ocsea_wide'), ('not_ocsea')
) as base (base)
where able_setting.reason_code = 'violence.sexual';
