-- One row a label: a reason with its setting, as contacts carry it or counts tell it. A few hundred rows, however many contacts there are.
-- is_weak: the helpline's own label covers what the code does not (fit `wider`, `overlap`), so the act may be another one.
-- is_harm: something that somebody did (the reason has a setting, if only by nature); a mood or school is not.
create or replace temp view label_of_count as
select
    reported_count.*,
    coalesce(reported_count.setting_code, 'unknown') as told_setting,
    coalesce(decision.setting_basis_code = 'list', false) as is_by_list,
    told_setting = 'offline' and reported_count.reason_code not in (select tellable_reason.reason_code from tellable_reason)
        as is_by_nature,
    coalesce(decision.fit_code in ('wider', 'overlap'), false) as is_weak
from reported_count
left join (
    select source_id, decision_id, any_value(setting_basis_code) as setting_basis_code, any_value(fit_code) as fit_code
    from decision
    group by all
) as decision
    on decision.source_id = reported_count.source_id
    and decision.decision_id = reported_count.decision_id
where reported_count.reason_code is not null;

create or replace temp view counted_label as
select distinct reason_code, told_setting as setting_code, is_by_list, is_by_nature, false as is_conflict, is_weak
from label_of_count;

create or replace temp table label as
select
    cast(
        row_number() over (order by reason_code, setting_code, is_by_list, is_by_nature, is_conflict, is_weak) as integer
    ) as label_id,
    reason_code,
    setting_code,
    is_by_list,
    is_by_nature,
    is_conflict,
    is_weak,
    setting_code <> 'not_applicable' as is_harm,
    split_part(reason_code, '.', 1) as main_code,
    reason_code = 'other' or reason_code like '%.other' as is_other,
    starts_with(reason_code || '.', 'violence.sexual.') as is_sexual,
    starts_with(reason_code || '.', 'violence.bullying.') as is_bullying,
    reason_code in (select tellable_reason.reason_code from tellable_reason) and not is_by_nature as is_tellable,
    reason_code in (select narrow_reason.reason_code from narrow_reason) as is_core_form
from (
    select distinct
        reason_code,
        setting_code,
        setting_basis_code = 'list' as is_by_list,
        setting_basis_code = 'nature' as is_by_nature,
        coalesce(is_setting_conflict, false) as is_conflict,
        coalesce(fit_code in ('wider', 'overlap'), false) as is_weak
    from contact_reason
    union
    from counted_label
);
