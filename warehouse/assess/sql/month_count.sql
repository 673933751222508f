-- Every metric of a source and month; years are sums of months. From n_with_reason on, the base is counselling contacts
-- about a child or young person, or about somebody of unknown age.
create or replace temp table month_count as
select
    contact_group.source_id,
    contact_group.contact_year,
    contact_group.contact_month,
    sum(n_contacts) as n_contacts,
    coalesce(sum(n_contacts) filter (where kind_code = 'counselling'), 0) as n_counselling,
    coalesce(sum(n_contacts) filter (where starts_with(kind_code || '.', 'non_counselling.')), 0) as n_non_counselling,
    coalesce(sum(n_contacts) filter (where kind_code = 'unknown'), 0) as n_contact_type_unknown,
    coalesce(sum(n_contacts) filter (where contact_type_code is not null), 0) as n_contact_type_asked,
    coalesce(sum(n_contacts) filter (where is_population_asked), 0) as n_population_asked,
    coalesce(sum(n_contacts) filter (where is_counted and is_child), 0) as n_child_contacts,
    coalesce(sum(n_contacts) filter (where is_counted and n_labels > 0), 0) as n_with_reason,
    coalesce(sum(n_contacts) filter (where is_counted and has_two_reasons), 0) as n_with_two_reasons,
    coalesce(sum(n_reasons) filter (where is_counted), 0) as n_reasons,
    coalesce(sum(n_reasons_recorded) filter (where is_counted), 0) as n_reasons_recorded,
    coalesce(sum(n_contacts) filter (where is_counted and is_reason_cap_reached), 0) as n_cap_reached,
    coalesce(sum(n_contacts * n_tellable) filter (where is_counted), 0) as n_tellable,
    coalesce(sum(n_contacts * n_tellable_unknown) filter (where is_counted), 0) as n_tellable_unknown,
    coalesce(sum(n_contacts * n_tellable_online) filter (where is_counted), 0) as n_tellable_online,
    coalesce(sum(n_contacts * n_tellable_both) filter (where is_counted), 0) as n_tellable_both,
    coalesce(sum(n_contacts) filter (where is_counted and has_violence), 0) as n_violence,
    coalesce(sum(n_contacts) filter (where is_counted and sexual_setting is not null), 0) as n_sexual,
    coalesce(sum(n_contacts) filter (where is_counted and sexual_setting = 'online'), 0) as n_sexual_online,
    coalesce(sum(n_contacts) filter (where is_counted and sexual_setting = 'offline'), 0) as n_sexual_offline,
    coalesce(sum(n_contacts) filter (where is_counted and sexual_setting = 'both'), 0) as n_sexual_both,
    coalesce(sum(n_contacts) filter (where is_counted and sexual_setting = 'unknown'), 0) as n_sexual_unknown,
    coalesce(sum(n_contacts) filter (where is_counted and is_ocsea_narrow), 0) as n_ocsea_narrow,
    coalesce(sum(n_contacts) filter (where is_counted and is_ocsea_wide), 0) as n_ocsea_wide,
    coalesce(sum(n_contacts) filter (where is_counted and bullying_setting is not null), 0) as n_bullying,
    coalesce(sum(n_contacts) filter (where is_counted and bullying_setting = 'online'), 0) as n_bullying_online,
    coalesce(sum(n_contacts) filter (where is_counted and bullying_setting = 'offline'), 0) as n_bullying_offline,
    coalesce(sum(n_contacts) filter (where is_counted and bullying_setting = 'both'), 0) as n_bullying_both,
    coalesce(sum(n_contacts) filter (where is_counted and bullying_setting = 'unknown'), 0) as n_bullying_unknown,
    coalesce(sum(n_contacts) filter (where is_counted and has_setting), 0) as n_with_setting,
    coalesce(sum(n_contacts) filter (where is_counted and has_conflict), 0) as n_setting_conflicts,
    coalesce(sum(n_contacts * n_other) filter (where is_counted), 0) as n_other_reasons
from contact_group
left join pattern using (labels)
group by all;
