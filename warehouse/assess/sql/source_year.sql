-- Metrics and shares of a source-year, not judged yet. What a source cannot record is NULL, never 0. A year
-- without a contact in the lake (`empty`, `counts_only`, `held`) has no numbers of what contacts are about: that is not
-- zero of anything. Nor is it zero contacts where what came is held back, or was counts.
create or replace table source_year as
with able as (
    select
        year_metric.* replace (
            if(n_contact_type_asked = 0 and n_contacts > 0, null, n_counselling) as n_counselling,
            if(
                n_contact_type_asked = 0 or (n_non_counselling = 0 and not ability.non_counselling), null, n_non_counselling
            ) as n_non_counselling,
            if(n_population_asked = 0, null, n_child_contacts) as n_child_contacts,
            if(n_contact_type_asked = 0 and n_contacts > 0, null, n_contact_type_unknown) as n_contact_type_unknown,
            if(ability.several, n_with_two_reasons, null) as n_with_two_reasons,
            if(ability.cap, n_cap_reached, null) as n_cap_reached,
            if(ability.both_on_one, n_tellable_both, null) as n_tellable_both,
            if(ability.violence, n_violence, null) as n_violence,
            if(ability.sexual, n_sexual, null) as n_sexual,
            if(ability.sexual_online, n_sexual_online, null) as n_sexual_online,
            if(ability.sexual_offline, n_sexual_offline, null) as n_sexual_offline,
            if(ability.sexual_both, n_sexual_both, null) as n_sexual_both,
            if(ability.sexual, n_sexual_unknown, null) as n_sexual_unknown,
            if(ability.ocsea, n_ocsea_narrow, null) as n_ocsea_narrow,
            if(ability.ocsea, n_ocsea_wide, null) as n_ocsea_wide,
            if(ability.bullying, n_bullying, null) as n_bullying,
            if(ability.bullying_online, n_bullying_online, null) as n_bullying_online,
            if(ability.bullying_offline, n_bullying_offline, null) as n_bullying_offline,
            if(ability.bullying_both, n_bullying_both, null) as n_bullying_both,
            if(ability.bullying, n_bullying_unknown, null) as n_bullying_unknown
        ),
        system_year.can_record_several_reasons,
        system_year.reason_cap,
        system_year.setting_capability_code
    from year_metric
    inner join ability
        on ability.source_id = year_metric.source_id
        and ability.contact_year = year_metric.contact_year
    inner join system_year
        on system_year.source_id = year_metric.source_id
        and system_year.contact_year = year_metric.contact_year
),

numbered as (
    select
        able.*,
        n_with_two_reasons / nullif(n_with_reason, 0) as share_with_two,
        n_sexual_unknown / nullif(n_sexual, 0) as share_sexual_unknown,
        n_ocsea_wide / nullif(n_violence, 0) as share_ocsea_of_violence,
        n_other_reasons / nullif(n_reasons, 0) as share_other,
        n_unmapped_values / nullif(n_values, 0) as share_unmapped
    from able
)

select
    source_id,
    contact_year,
    status_code,
    can_record_several_reasons,
    reason_cap,
    setting_capability_code,
    if(n_contacts = 0 and status_code in ('held', 'counts_only'), null, n_contacts) as n_contacts,
    -- the values of counts were looked at, too
    if(n_contacts = 0, nullif(n_values, 0), n_values) as n_values,
    if(n_contacts = 0 and n_values = 0, null, n_unmapped_values) as n_unmapped_values,
    share_unmapped,
    if(
        n_contacts = 0,
        null,
        columns(
            * exclude (
                source_id, contact_year, status_code, can_record_several_reasons, reason_cap, setting_capability_code,
                n_contacts, is_counts_only, n_values, n_unmapped_values, share_unmapped
            )
        )
    ),
    null as verdict_code,
    null as verdict_pool_code,
    null as evidence_several_reasons_code,
    null as evidence_setting_code,
    null as use_several_reasons_code,
    null as use_setting_code,
    null as use_ocsea_code,
    null as use_reasons_code
from numbered;
