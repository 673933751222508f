-- The metrics of source-months, with what each reason counts in them, and whether a decision on reasons or settings
-- begins or ends in the month: a list change that is declared.
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
    ) as is_declared_change
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
order by source_month.source_id, source_month.contact_month;
