-- What a set of labels says of the contact that carries it, worked out once for each distinct set.
-- Setting of a subtree: both where recorded, or where one reason is online and another offline; else online where any
-- is; offline only where all are; else unknown. `maybe`: could be OCSEA if what is unknown, or offline by list only,
-- were online.
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
        bool_or(is_sexual and is_by_list) as sexual_by_list,
        bool_or(is_core_form and setting_code in ('online', 'both')) as is_ocsea_narrow,
        bool_or(is_sexual and setting_code in ('online', 'both')) as is_ocsea_wide,
        bool_or(is_core_form and (setting_code = 'unknown' or is_by_list)) as has_open_core,
        bool_or(is_bullying and setting_code = 'both') as bullying_both,
        bool_or(is_bullying and setting_code = 'online') as bullying_online,
        bool_or(is_bullying and setting_code = 'offline') as bullying_offline,
        bool_or(is_bullying and setting_code = 'unknown') as bullying_unknown,
        bool_or(is_bullying and is_by_list) as bullying_by_list
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
    sexual_both as is_sexual_both_recorded,
    sexual_by_list as is_sexual_by_list,
    is_ocsea_narrow,
    is_ocsea_wide,
    has_open_core and not is_ocsea_narrow as is_ocsea_narrow_maybe,
    (sexual_unknown or sexual_by_list) and not is_ocsea_wide as is_ocsea_wide_maybe,
    case
        when not has_bullying then null
        when bullying_both or (bullying_online and bullying_offline) then 'both'
        when bullying_online then 'online'
        when bullying_offline and not bullying_unknown then 'offline'
        else 'unknown'
    end as bullying_setting,
    bullying_both as is_bullying_both_recorded,
    bullying_by_list as is_bullying_by_list
from flags;
