-- T3: gender with age, of counselling child contacts. What is unknown of either may be any.
insert into figure by name
with of_group as (
    select
        counted_group.source_id,
        counted_group.contact_year,
        answered_group.gender,
        answered_group.age_band,
        coalesce(sum(answered_group.n_contacts) filter (where group_base.is_in), 0) as n_in,
        sum(answered_group.n_contacts) as n_may
    from answered_group
    inner join group_base on group_base.group_id = answered_group.group_id and group_base.base = 'counselling'
    inner join counted_group on counted_group.group_id = answered_group.group_id
    where answered_group.gender is not null and answered_group.age_band is not null
    group by all
),

counted as (
    select
        of_group.source_id,
        of_group.contact_year,
        gender.code as gender_code,
        age_band.code as age_band_code,
        coalesce(sum(n_in) filter (where gender.is_it and age_band.is_it), 0) as n_it,
        coalesce(sum(n_may) filter (where gender.is_it and age_band.is_it), 0) as n_it_may,
        sum(n_in) as n_may_surely,
        sum(n_may) as n_may_may
    from of_group
    inner join answer_may as gender on gender.attribute = 'gender' and gender.value = of_group.gender
    inner join answer_may as age_band on age_band.attribute = 'age_band' and age_band.value = of_group.age_band
    group by all
),

asked as (
    select source_id, contact_year
    from asked_question
    where attribute in ('gender', 'age_band')
    group by all
    having count(*) = 2
)

select
    base_total.source_id,
    base_total.contact_year,
    't3.gender_age' as statistic_code,
    'counselling' as contact_type_code,
    gender.code as gender_code,
    age_band.code as age_band_code,
    'contacts' as base_code,
    coalesce(counted.n_it, 0) as numerator,
    base_total.n_in as denominator,
    coalesce(counted.n_it, 0) as n_sure,
    coalesce(counted.n_may_may, 0) as n_may,
    base_total.n_surely - coalesce(counted.n_may_surely, 0) as n_rest_sure,
    base_total.n_may - coalesce(counted.n_it_may, 0) as n_rest_may,
    asked.source_id is not null as is_in_panel,
    -- of a source that asks one of the two the other is unknown, which it can record
    (gender.code = 'unknown' or able_gender.code is not null)
    and (age_band.code = 'unknown' or able_band.code is not null) as is_able,
    is_able as is_maybe_able
from base_total
inner join source on source.source_id = base_total.source_id
inner join network_answer as gender on gender.network_code = source.network_code and gender.attribute = 'gender'
inner join network_answer as age_band on age_band.network_code = source.network_code and age_band.attribute = 'age_band'
left join counted
    on counted.source_id = base_total.source_id
    and counted.contact_year = base_total.contact_year
    and counted.gender_code = gender.code
    and counted.age_band_code = age_band.code
left join able_answer as able_gender
    on able_gender.source_id = base_total.source_id
    and able_gender.contact_year = base_total.contact_year
    and able_gender.attribute = 'gender'
    and able_gender.code = gender.code
left join able_answer as able_band
    on able_band.source_id = base_total.source_id
    and able_band.contact_year = base_total.contact_year
    and able_band.attribute = 'age_band'
    and able_band.code = age_band.code
left join asked
    on asked.source_id = base_total.source_id
    and asked.contact_year = base_total.contact_year
where base_total.base = 'counselling';
