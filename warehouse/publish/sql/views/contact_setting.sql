with labelled as (
    select
        contact_id,
        source_id,
        contact_year,
        case
            when reason_code = 'violence.sexual' or starts_with(reason_code, 'violence.sexual.') then 'violence.sexual'
            when reason_code = 'violence.bullying' or starts_with(reason_code, 'violence.bullying.')
                then 'violence.bullying'
        end as subtree_code,
        setting_code,
        -- NULL where the setting is not known: neither online nor offline
        case when setting_code in ('online', 'both') then true when setting_code = 'offline' then false end
            as is_through_technology,
        reason_code in (${narrow_ocsea_reasons}) as is_core_form
    from contact_reason
),

combined as (
    select
        contact_id,
        source_id,
        contact_year,
        subtree_code,
        bool_or(setting_code = 'both') as is_both_recorded,
        bool_or(setting_code = 'online') and bool_or(setting_code = 'offline') as is_both_combined,
        bool_or(setting_code = 'online') as has_online,
        bool_and(setting_code = 'offline') as is_offline_throughout,
        -- one that is online decides; else one whose setting is not known leaves it open
        case when bool_or(coalesce(is_through_technology and is_core_form, false)) then true
            when bool_and((is_through_technology and is_core_form) is not null) then false
        end as has_core_form,
        case when bool_or(coalesce(is_through_technology, false)) then true
            when bool_and(is_through_technology is not null) then false
        end as has_technology
    from labelled
    where subtree_code is not null
    group by contact_id, source_id, contact_year, subtree_code
)

select
    contact_id,
    source_id,
    contact_year,
    subtree_code,
    case
        when is_both_recorded or is_both_combined then 'both'
        when has_online then 'online'
        when is_offline_throughout then 'offline'
        else 'unknown'
    end as setting_code,
    is_both_recorded,
    is_both_combined,
    case when subtree_code = 'violence.sexual' then has_core_form end as is_ocsea_narrow,
    case when subtree_code = 'violence.sexual' then has_technology end as is_ocsea_wide
from combined
