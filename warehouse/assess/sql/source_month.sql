-- As source_year: what a source cannot record is NULL, never 0.
create or replace table source_month as
select
    month_count.source_id,
    contact_month,
    n_contacts,
    if(n_contact_type_asked = 0, null, n_counselling) as n_counselling,
    n_with_reason,
    if(ability.several, n_with_two_reasons, null) as n_with_two_reasons,
    n_reasons,
    n_tellable,
    n_tellable_unknown,
    n_tellable_online,
    if(ability.violence, n_violence, null) as n_violence,
    if(ability.sexual, n_sexual, null) as n_sexual,
    if(ability.sexual_online, n_sexual_online, null) as n_sexual_online,
    if(ability.sexual, n_sexual_unknown, null) as n_sexual_unknown,
    if(ability.ocsea, n_ocsea_wide, null) as n_ocsea_wide,
    if(ability.bullying, n_bullying, null) as n_bullying,
    n_with_setting,
    n_setting_conflicts,
    n_other_reasons
from month_count
inner join ability
    on ability.source_id = month_count.source_id
    and ability.contact_year = month_count.contact_year;
