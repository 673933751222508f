-- A source of which no decision is known is taken to have a list on which all that its network records can be written.
-- Nothing else says what it can record, and "cannot" is never inferred from silence. While the system does not tell
-- online from offline, neither does such a list.
insert into decision by name
with listed as (
    select
        source_id,
        setting_capability_code <> 'none' as tells,
        min(coalesce(valid_from, date '1900-01-01')) as first_day,
        max(coalesce(valid_to, date '2100-12-31')) as last_day
    from (
        -- periods that follow each other and tell alike are one list
        select
            *,
            sum(coalesce(cast(is_other as integer), 0)) over (
                partition by source_id
                order by valid_to nulls last
            ) as list_number
        from (
            select
                *,
                (setting_capability_code = 'none') is distinct from lag(setting_capability_code = 'none') over (
                    partition by source_id
                    order by valid_to nulls last
                ) as is_other
            from system_period
        )
    )
    group by source_id, list_number, tells
)

select distinct
    'list of the network' as decision_id,
    source.source_id,
    'reason' as field,
    contact_reason.reason_code as source_value,
    'mapped' as outcome_code,
    contact_reason.reason_code as code,
    contact_reason.setting_code,
    contact_reason.setting_basis_code,
    nullif(listed.first_day, date '1900-01-01') as valid_from,
    nullif(listed.last_day, date '2100-12-31') as valid_to
from contact_reason
inner join source as other on other.source_id = contact_reason.source_id
inner join source on source.network_code = other.network_code
inner join listed on listed.source_id = source.source_id
where
    source.source_id not in (select decision.source_id from decision)
    and (
        listed.tells
        or contact_reason.setting_code in ('unknown', 'not_applicable')
        or contact_reason.setting_basis_code = 'nature'
    );
