select
    contact.contact_id,
    contact.source_id,
    source.name as source_name,
    source.is_synthetic,
    contact.exchange_id,
    contact.contact_date,
    contact.contact_year,
    contact.contact_type_code,
    contact_type.label as contact_type,
    contact.channel_code,
    channel.label as channel,
    contact.person_code,
    person.label as person,
    contact.population_code,
    population.label as population,
    contact.gender_code,
    gender.label as gender,
    contact.age_years,
    contact.age_band_code,
    age_band.label as age_band,
    contact.living_situation_code,
    living_situation.label as living_situation,
    contact.time_to_contact_code,
    time_to_contact.label as time_to_contact,
    contact.first_told_code,
    first_told.label as first_told,
    coalesce(recorded.reasons, []) as reasons,
    contact.n_reasons,
    contact.n_reasons_recorded,
    contact.is_reason_cap_reached,
    contact.delivery_id
from contact
left join source on source.source_id = contact.source_id
left join code as contact_type on contact_type.list = 'contact_type' and contact_type.code = contact.contact_type_code
left join code as channel on channel.list = 'channel' and channel.code = contact.channel_code
left join code as person on person.list = 'person' and person.code = contact.person_code
left join code as population on population.list = 'population' and population.code = contact.population_code
left join code as gender on gender.list = 'gender' and gender.code = contact.gender_code
left join code as age_band on age_band.list = 'age_band' and age_band.code = contact.age_band_code
left join code as living_situation
    on living_situation.list = 'living_situation' and living_situation.code = contact.living_situation_code
left join code as time_to_contact
    on time_to_contact.list = 'time_to_contact' and time_to_contact.code = contact.time_to_contact_code
left join code as first_told on first_told.list = 'first_told' and first_told.code = contact.first_told_code
left join (
    select
        contact_reason.contact_id,
        list(
            {
                'reason_code': contact_reason.reason_code,
                'reason': reason.label,
                'setting_code': contact_reason.setting_code,
                'setting': setting.label,
                'setting_basis_code': contact_reason.setting_basis_code,
                'setting_basis': setting_basis.label,
                'is_setting_conflict': contact_reason.is_setting_conflict,
                'is_main': contact_reason.is_main,
                'fit_code': contact_reason.fit_code,
                'fit': fit.label
            }
            order by contact_reason.reason_code, contact_reason.setting_code
        ) as reasons
    from contact_reason
    left join code as reason on reason.list = 'reason' and reason.code = contact_reason.reason_code
    left join code as setting on setting.list = 'setting' and setting.code = contact_reason.setting_code
    left join code as setting_basis
        on setting_basis.list = 'setting_basis' and setting_basis.code = contact_reason.setting_basis_code
    left join code as fit on fit.list = 'fit' and fit.code = contact_reason.fit_code
    group by contact_reason.contact_id
) as recorded on recorded.contact_id = contact.contact_id
