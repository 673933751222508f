-- The metrics of source-months, with what each reason counts in them, and whether a decision on reasons or settings
-- begins or ends in the month: a list change that is declared. is_judged: the whole month was recorded under the system
-- that holds for its year; is_several_changed, is_setting_changed: the system was changed since the month before.
with changed_month as (
    -- where no contact was recorded in the month of the change, the next one shows it
    select
        system_change.source_id,
        min(source_month.contact_month) as contact_month,
        system_change.several,
        system_change.setting
    from system_change
    inner join source_month
        on source_month.source_id = system_change.source_id
        and source_month.contact_month >= date_trunc('month', system_change.valid_from)
    group by system_change.source_id, system_change.valid_from, system_change.several, system_change.setting
)

select
    source_month.*,
    coalesce(reasons.codes, []) as reason_codes,
    coalesce(reasons.numbers, []) as reason_numbers,
    coalesce(reasons.pairs, []) as reason_pairs,
    coalesce(reasons.told, []) as reason_told,
    coalesce(reasons.online, []) as reason_online,
    exists (
        select 1
        from decision
        where
            decision.source_id = source_month.source_id
            and decision.field in ('reason', 'setting')
            and source_month.contact_month in (
                date_trunc('month', decision.valid_from), date_trunc('month', decision.valid_to + interval 1 day)
            )
    ) as is_declared_change,
    not exists (
        select 1
        from system_period
        inner join source_year
            on source_year.source_id = system_period.source_id
            and source_year.contact_year = year(source_month.contact_month)
        where
            system_period.source_id = source_month.source_id
            and last_day(source_month.contact_month) >= coalesce(system_period.valid_from, source_month.contact_month)
            and source_month.contact_month <= coalesce(system_period.valid_to, source_month.contact_month)
            and (
                system_period.can_record_several_reasons <> source_year.can_record_several_reasons
                or system_period.setting_capability_code <> source_year.setting_capability_code
            )
    ) as is_judged,
    coalesce(changed.several, false) as is_several_changed,
    coalesce(changed.setting, false) as is_setting_changed
from source_month
left join (
    select
        source_id,
        contact_month,
        list(reason_code order by reason_code) as codes,
        list(n_contacts order by reason_code) as numbers,
        list(n_with_two_reasons order by reason_code) as pairs,
        list(n_told order by reason_code) as told,
        list(n_online order by reason_code) as online
    from source_reason
    group by source_id, contact_month
) as reasons
    on reasons.source_id = source_month.source_id
    and reasons.contact_month = source_month.contact_month
left join (
    select source_id, contact_month, bool_or(several) as several, bool_or(setting) as setting
    from changed_month
    group by source_id, contact_month
) as changed
    on changed.source_id = source_month.source_id
    and changed.contact_month = source_month.contact_month
order by source_month.source_id, source_month.contact_month;
