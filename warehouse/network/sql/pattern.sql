-- What a set of labels says of the contact that carries it, worked out once for each distinct set.
-- Setting of a subtree: both where recorded, or where one reason is online and another offline; else online where any
-- is; offline only where all are; else unknown. What else it might be is worked out in `tabulate`.
create or replace temp table pattern_label as
select distinct labels, unnest(labels) as label_id
from (select distinct labels from contact_group where len(labels) > 0);

create or replace temp table pattern as
with flags as (
    select
        pattern_label.labels,
        count(*) as n_labels,
        count(*) filter (where is_other) as n_other,
        count(*) filter (where is_tellable) as n_tellable,
        count(*) filter (where is_tellable and setting_code = 'unknown') as n_tellable_unknown,
        count(*) filter (where is_tellable and setting_code in ('online', 'both')) as n_tellable_online,
        count(*) filter (where is_tellable and setting_code = 'both') as n_tellable_both,
        bool_or(is_conflict) as has_conflict,
        bool_or(setting_code <> 'not_applicable') as has_setting,
        bool_or(main_code = 'violence') as has_violence,
        bool_or(is_sexual) as has_sexual,
        bool_or(is_bullying) as has_bullying,
        bool_or(is_sexual and setting_code = 'both') as sexual_both,
        bool_or(is_sexual and setting_code = 'online') as sexual_online,
        bool_or(is_sexual and setting_code = 'offline') as sexual_offline,
        bool_or(is_sexual and setting_code = 'unknown') as sexual_unknown,
        bool_or(is_core_form and setting_code in ('online', 'both')) as is_ocsea_narrow,
        bool_or(is_sexual and setting_code in ('online', 'both')) as is_ocsea_wide,
        bool_or(is_bullying and setting_code = 'both') as bullying_both,
        bool_or(is_bullying and setting_code = 'online') as bullying_online,
        bool_or(is_bullying and setting_code = 'offline') as bullying_offline,
        bool_or(is_bullying and setting_code = 'unknown') as bullying_unknown
    from pattern_label
    inner join label using (label_id)
    group by pattern_label.labels
)

select
    labels,
    n_labels,
    n_other,
    n_tellable,
    n_tellable_unknown,
    n_tellable_online,
    n_tellable_both,
    has_conflict,
    has_setting,
    has_violence,
    case
        when not has_sexual then null
        when sexual_both or (sexual_online and sexual_offline) then 'both'
        when sexual_online then 'online'
        when sexual_offline and not sexual_unknown then 'offline'
        else 'unknown'
    end as sexual_setting,
    is_ocsea_narrow,
    is_ocsea_wide,
    case
        when not has_bullying then null
        when bullying_both or (bullying_online and bullying_offline) then 'both'
        when bullying_online then 'online'
        when bullying_offline and not bullying_unknown then 'offline'
        else 'unknown'
    end as bullying_setting
from flags;
