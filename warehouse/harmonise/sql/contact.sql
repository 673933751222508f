-- contact: one answer per contact is a column. NULL: this format never asks; 'unknown': asked, and not known.
-- `joins` joins the decided answer of each field, `answered` spells each field's code.
with answered as (
    select
        contact.contact_number,
        contact.contact_id,
        contact.exchange_id,
        contact.contact_date,
        contact.contact_year,
        contact.delivery_id,
        profile.n_reasons,
        profile.n_recorded,
        {answered}
    from current_contact as contact
    join (from profile_answer where contact_year = {year}) as profile
        on profile.reasons_number = contact.reasons_number
        and profile.setting is not distinct from contact.setting
        and profile.day = {reason_day}
    {joins}
    where contact.contact_year = {year}
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
        else coalesce(band.population_code, 'unknown')
    end as population_code,
    gender as gender_code,
    age_years,
    known_band as age_band_code,
    living_situation as living_situation_code,
    time_to_contact as time_to_contact_code,
    first_told as first_told_code,
    n_reasons,
    n_recorded as n_reasons_recorded,
    n_recorded >= {reason_cap} as is_reason_cap_reached,
    delivery_id
from banded
left join (
    select
        cast(code as age_band_code) as code,
        cast(
            case
                when max_years < 18 then 'child'
                when min_years >= 18 and max_years < 25 then '{young_people}'
                when min_years >= 18 then 'adult'
            end as population_code
        ) as population_code
    from age_band_list
) as band on band.code = known_band
order by contact_number
