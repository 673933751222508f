-- As source_year: what a source cannot record is NULL, never 0.
create or replace table source_month as
select
    month_count.source_id,
    month_count.contact_month,
    n_contacts,
    if(n_contact_type_asked = 0, null, n_counselling) as n_counselling,
    n_with_reason,
    if(ability.several, n_with_two_reasons, null) as n_with_two_reasons,
    n_reasons,
    n_tellable,
    n_tellable_unknown,
    n_tellable_online,
    if(ability.both_on_one and ability.setting, n_tellable_both, null) as n_tellable_both,
    if(ability.violence, n_violence, null) as n_violence,
    if(ability.sexual, n_sexual, null) as n_sexual,
    if(ability.sexual_online and ability.setting, n_sexual_online, null) as n_sexual_online,
    if(ability.sexual_offline and ability.setting, n_sexual_offline, null) as n_sexual_offline,
    if(ability.sexual_both and ability.setting, n_sexual_both, null) as n_sexual_both,
    if(ability.sexual, n_sexual_unknown, null) as n_sexual_unknown,
    if(ability.ocsea and ability.setting, n_ocsea_wide, null) as n_ocsea_wide,
    if(ability.bullying, n_bullying, null) as n_bullying,
    if(ability.bullying_online and ability.setting, n_bullying_online, null) as n_bullying_online,
    if(ability.bullying_offline and ability.setting, n_bullying_offline, null) as n_bullying_offline,
    if(ability.bullying_both and ability.setting, n_bullying_both, null) as n_bullying_both,
    if(ability.bullying, n_bullying_unknown, null) as n_bullying_unknown,
    n_with_setting,
    n_setting_conflicts,
    n_other_reasons
from month_count
inner join month_ability as ability
    on ability.source_id = month_count.source_id
    and ability.contact_month = month_count.contact_month;
