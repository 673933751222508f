-- Every recorded reason of one year as it was decided. `year` is the year.
create or replace temp table reason_value as
with spoken as (
    select
        contact_number,
        contact_id,
        contact_date,
        setting as contact_setting,
        unnest(reasons) as reason,
        generate_subscripts(reasons, 1) as place,
        list_transform(reasons, lambda r: r.value) as all_values
    from current_contact
    where contact_year = {year}
)
select
    spoken.contact_number,
    spoken.contact_id,
    spoken.contact_date,
    spoken.contact_setting,
    spoken.reason.value as value,
    spoken.reason.setting as beside_setting,
    spoken.reason.is_main as is_main,
    list_position(spoken.all_values, spoken.reason.value) = spoken.place as is_first,
    decided.outcome_code,
    decided.answers
from spoken
join decided
    on decided.field = 'reason'
    and decided.source_value = spoken.reason.value
    and spoken.contact_date between decided.valid_from and decided.valid_to;

create or replace temp table reason_row as
with answered as (
    select
        spoken.* exclude (answers, outcome_code, contact_date),
        beside.code as beside_code,
        around.code as around_code,
        unnest(spoken.answers) as answer
    from reason_value as spoken
    left join decided_answer as beside
        on beside.field = 'setting'
        and beside.source_value = spoken.beside_setting
        and spoken.contact_date between beside.valid_from and beside.valid_to
    left join decided_answer as around
        on around.field = 'setting'
        and around.source_value = spoken.contact_setting
        and spoken.contact_date between around.valid_from and around.valid_to
    where spoken.outcome_code = 'mapped'
),
told as (
    select
        contact_number,
        contact_id,
        is_main,
        answer.code as reason_code,
        answer.fit_code as fit_code,
        answer.decision_id as decision_id,
        reason_list.setting_scope as scope,
        reason_list.is_bodily as is_bodily,
        reason_list.settings as settings,
        case when answer.basis_code = 'label' then nullif(answer.setting_code, 'unknown') end as label_code,
        case when answer.basis_code = 'list' then nullif(answer.setting_code, 'unknown') end as list_code,
        nullif(beside_code, 'unknown') as beside_code,
        nullif(around_code, 'unknown') as around_code
    from answered
    join reason_list on reason_list.code = answer.code
),
-- A field of the contact never makes a bodily act online; what a code does not allow is not believed.
weighed as (
    select
        *,
        is_bodily and beside_code is null and coalesce(around_code in ('online', 'both'), false) as is_bodily_online,
        coalesce(beside_code, around_code) as recorded_code
    from told
),
believed as (
    select
        *,
        case
            when not is_bodily_online and list_contains(settings, recorded_code) then recorded_code
        end as believed_code
    from weighed
)
select
    contact_number,
    contact_id,
    is_main,
    reason_code,
    fit_code,
    decision_id,
    case
        when scope = 'none' then 'not_applicable'
        when scope = 'offline' then 'offline'
        when label_code is not null then label_code
        when believed_code is not null then believed_code
        when recorded_code is not null then 'unknown'
        when list_code is not null then list_code
        when '{remit}' = 'online_safety' then 'online'
        else 'unknown'
    end as setting_code,
    case
        when scope = 'none' then 'none'
        when scope = 'offline' then 'nature'
        when label_code is not null then 'label'
        when believed_code is not null then 'recorded'
        when recorded_code is not null then 'none'
        when list_code is not null then 'list'
        when '{remit}' = 'online_safety' then 'remit'
        else 'none'
    end as setting_basis_code,
    case
        when scope = 'none' then false
        when scope = 'offline' then coalesce(beside_code in ('online', 'both'), false)
        when label_code is not null then coalesce(recorded_code <> label_code, false)
        when recorded_code is not null and believed_code is null then true
        else coalesce(beside_code <> around_code, false)
    end as is_setting_conflict
from believed;

-- contact x reason x setting. Several source values of one contact may say the same; the strongest basis is kept.
create or replace temp table contact_reason_row as
with strongest as (
    select
        contact_number,
        any_value(contact_id) as contact_id,
        reason_code,
        setting_code,
        min(
            struct_pack(
                place := list_position(['label', 'recorded', 'list', 'remit', 'nature', 'none'], setting_basis_code),
                decision_id := decision_id,
                fit_code := coalesce(fit_code, ''),
                setting_basis_code := setting_basis_code
            )
        ) as best,
        bool_or(is_setting_conflict) as is_setting_conflict,
        bool_or(is_main) as is_main,
        cast(count(*) as integer) as n_source_values
    from reason_row
    group by contact_number, reason_code, setting_code
)
select
    contact_number,
    contact_id,
    reason_code,
    setting_code,
    best.setting_basis_code as setting_basis_code,
    is_setting_conflict,
    is_main,
    n_source_values,
    nullif(best.fit_code, '') as fit_code,
    best.decision_id as decision_id
from strongest;
