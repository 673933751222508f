-- What figures are called, of this release as of earlier ones. `figure_on_any_base` is one figure in all its panels and
-- regions, on any base, `figure_id` the same on one base. `thing` is what two statistics count alike, of other members: reasons
-- of all (T2) and what stands beside OCSEA of those that can tell it (T5b), violence by answer over all contacts and over those
-- about violence (T3); NULL where no other does.
create or replace temp macro with_names(relation) as table
select
    *,
    hash(
        network_code, statistic_code, framework, year, contact_type_code, reason_code, setting_code, framework_code, gender_code,
        age_band_code, population_code, attribute_code, value_code, channel_code, person_code, main_code
    ) as figure_on_any_base,
    hash(figure_on_any_base, base_code) as figure_id,
    case
        when regexp_matches(statistic_code, '^(t2[.](code|main)|t5b[.]beside_all)$$') then 'reason'
        when
            regexp_matches(
                statistic_code,
                '^t3[.]((ocsea_narrow|ocsea_wide|sexual_violence|violence)_by_(gender|age)|(gender|age)_of_(ocsea_narrow|ocsea_wide|sexual_violence|violence))$$'
            )
            then regexp_replace(statistic_code, '^t3[.](?:(.*)_by_(gender|age)|(gender|age)_of_(.*))$$', '\1\4 \2\3')
    end as what,
    if(
        what is null,
        null,
        hash(
            network_code, year, region_code, base_code, what, framework, framework_code, main_code, gender_code, age_band_code,
            population_code, setting_code
        )
    ) as thing
from query_table(relation);
