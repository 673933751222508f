-- What the contacts of each profile carry, in order: reason x setting. Several source values of one contact may say the
-- same; the strongest basis is kept. Codes are enumerations, which take one byte where millions of rows are put in order.
create or replace temp table profile_answer as
with strongest as (
    select
        contact_case.profile_number,
        answer.reason_code,
        answer.setting_code,
        min(
            struct_pack(
                place := list_position(
                    ['label', 'recorded', 'list', 'remit', 'nature', 'none'], answer.setting_basis_code
                ),
                decision_id := answer.decision_id,
                fit_code := coalesce(answer.fit_code, ''),
                setting_basis_code := answer.setting_basis_code
            )
        ) as best,
        bool_or(answer.is_setting_conflict) as is_setting_conflict,
        bool_or(contact_case.is_main) as is_main,
        cast(count(*) as integer) as n_source_values
    from contact_case
    join contact_answer as answer using (case_number)
    group by all
),
gathered as (
    select
        profile_number,
        cast(count(distinct reason_code) as integer) as n_reasons,
        count(*) filter (where is_setting_conflict) as n_conflicts,
        count(*) as n_rows,
        list(
            struct_pack(
                reason_code := cast(reason_code as reason_code),
                setting_code := cast(setting_code as setting_code),
                setting_basis_code := cast(best.setting_basis_code as setting_basis_code),
                is_setting_conflict := is_setting_conflict,
                is_main := is_main,
                n_source_values := n_source_values,
                fit_code := cast(nullif(best.fit_code, '') as fit_code),
                decision_id := best.decision_id
            )
            order by reason_code, setting_code
        ) as answers
    from strongest
    group by profile_number
),
recorded as (
    select
        profile_number,
        cast(count(*) filter (where outcome_code in ('mapped', 'unmapped')) as integer) as n_recorded
    from contact_case
    group by profile_number
)
select
    reason_profile.*,
    coalesce(gathered.n_reasons, 0) as n_reasons,
    coalesce(recorded.n_recorded, 0) as n_recorded,
    coalesce(gathered.n_conflicts, 0) as n_conflicts,
    coalesce(gathered.n_rows, 0) as n_rows,
    gathered.answers
from reason_profile
left join gathered using (profile_number)
left join recorded using (profile_number);

-- The same of attributes: mapped answers; the same answer twice on one contact is one.
create or replace temp table profile_attribute_answer as
select
    attribute_profile.*,
    gathered.answers
from attribute_profile
join (
    select
        profile_number,
        list(
            struct_pack(attribute_code := attribute_code, value_code := value_code, decision_id := decision_id)
            order by attribute_code, value_code
        ) as answers
    from (
        select
            profile.profile_number,
            decided_answer.field as attribute_code,
            decided_answer.code as value_code,
            min(decided_answer.decision_id) as decision_id
        from profile_attribute as profile
        join decided_answer
            on decided_answer.field = profile.answer.attribute
            and decided_answer.source_value = profile.answer.value
            and profile.day between decided_answer.valid_from and decided_answer.valid_to
        where decided_answer.outcome_code = 'mapped'
        group by all
    )
    group by profile_number
) as gathered using (profile_number)
