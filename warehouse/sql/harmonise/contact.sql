-- contact: one answer per contact is a column. NULL: this format never asks; 'unknown': asked, and not known.
-- `joins` joins the decided answer of each field, `answered` spells each field's code.
with counted as (
    select contact_number, cast(count(distinct reason_code) as integer) as n_reasons
    from contact_reason_row
    group by contact_number
),
recorded as (
    select
        contact_number,
        cast(count(*) filter (where outcome_code in ('mapped', 'unmapped')) as integer) as n_recorded
    from reason_value
    group by contact_number
),
answered as (
    select
        spoken.contact_number,
        spoken.contact_id,
        spoken.exchange_id,
        spoken.contact_date,
        spoken.contact_year,
        spoken.delivery_id,
        {answered},
        age_decided.age_years as age_years
    from current_contact as spoken
    {joins}
    where spoken.contact_year = {year}
),
banded as (
    select
        *,
        coalesce(nullif(age, 'unknown'), nullif(age_band, 'unknown'), age, age_band) as known_band
    from answered
)
select
    banded.contact_id,
    '{source_id}' as source_id,
    exchange_id,
    contact_date,
    contact_year,
    contact_type as contact_type_code,
    channel as channel_code,
    person as person_code,
    case
        when population is null and known_band is null then null
        when coalesce(population, 'unknown') <> 'unknown' then population
        when band.max_years < 18 then 'child'
        when band.min_years >= 18 and band.max_years < 25 and {serves_young_people} then 'young_person'
        when band.min_years >= 18 then 'adult'
        else 'unknown'
    end as population_code,
    gender as gender_code,
    age_years,
    known_band as age_band_code,
    living_situation as living_situation_code,
    time_to_contact as time_to_contact_code,
    first_told as first_told_code,
    coalesce(counted.n_reasons, 0) as n_reasons,
    coalesce(recorded.n_recorded, 0) as n_reasons_recorded,
    coalesce(recorded.n_recorded, 0) >= {reason_cap} as is_reason_cap_reached,
    delivery_id
from banded
left join counted using (contact_number)
left join recorded using (contact_number)
left join age_band_list as band on band.code = known_band
order by contact_number
