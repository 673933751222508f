-- contact x reason x setting, in the order of contacts.
select
    contact_id,
    '{source_id}' as source_id,
    cast({year} as integer) as contact_year,
    answer.reason_code as reason_code,
    answer.setting_code as setting_code,
    answer.setting_basis_code as setting_basis_code,
    answer.is_setting_conflict as is_setting_conflict,
    answer.is_main as is_main,
    answer.n_source_values as n_source_values,
    answer.fit_code as fit_code,
    answer.decision_id as decision_id
from (
    select
        contact.contact_number,
        contact.contact_id,
        generate_subscripts(profile.answers, 1) as place,
        unnest(profile.answers) as answer
    from current_contact as contact
    join (from profile_answer where contact_year = {year} and answers is not null) as profile
        on profile.reasons_number = contact.reasons_number
        and profile.setting is not distinct from contact.setting
        and profile.day = {reason_day}
    where contact.contact_year = {year}
)
order by contact_number, place
