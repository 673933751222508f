-- Every figure with what decides whether it may be shown. `base_rule` names the rule that hides the whole row,
-- `count_rule` the one that hides its numerator; NULL is shown. The p%-rule is asked of members: of two that know their own
-- parts, none may find out the third's, and what is one or two members' never passes it.
-- `is_nothing_there`: those that can record it have nothing in the base. That is a zero, hidden like any other;
-- `is_base_nothing`: so is the base of what stands beside it in the table, recordable or not.
-- `figure_id` is one figure in all its panels and regions; `figure_on_any_base` the same of contacts and of reasons.
-- Figures of one `family` count in the same base: in panel `all` of the whole network their denominators are equal.
create or replace temp table disclosure_cell as
with whole as (
    select
        network_code, year, statistic_code, framework, base_code, reason_code, contact_type_code,
        max(denominator) as n_whole
    from network_statistics_exact
    where panel_code = 'all' and region_code is null
    group by all
),

judged as (
    select
        *,
        regexp_matches(statistic_code, '${forms_of_ocsea}') as is_form,
        row_number() over (order by ${key}) as cell_id,
        base_code = 'members' as is_of_members,
        len(list_filter(footnotes, lambda footnote: starts_with(footnote, 'Nothing is in the base'))) > 0 as is_nothing_there,
        case
            when denominator is null then 'absent'
            when is_of_members then if(denominator < ${fewest_members}, 'members', null)
            when denominator < ${fewest} then 'small'
            when n_members < ${fewest_members} then 'members'
            when denominator - denominator_largest - denominator_second < ${dominance} * denominator_largest then 'dominance'
        end as base_rule,
        case
            when status_code <> 'available' then 'absent'
            when is_of_members then null
            when numerator < ${fewest} then 'small'
            when numerator - numerator_largest - numerator_second < ${dominance} * numerator_largest then 'dominance'
            when denominator < ${fewest_for_share}
                and numerator > ${most_of_group} * denominator
                and not regexp_matches(statistic_code, '${not_sensitive}') then 'group'
        end as count_rule,
        regexp_matches(statistic_code, '${needs_ability}') or (setting_code is not null and not starts_with(statistic_code, 't2.'))
            as is_by_ability,
        -- of figures that cannot stand beside each other the one that more people look for is kept
        case
            when regexp_matches(statistic_code, '${first_turn}') then 0
            when regexp_matches(statistic_code, '${second_turn}') then 1
            when regexp_matches(statistic_code, '${third_turn}') then 2
            else 3
        end as turn,
        if(is_form, ${step_of_forms}, ${step}) as step_of_count,
        if(is_form, ${fewest_for_share_of_forms}, ${fewest_for_share}) as fewest_for_share
    from network_statistics_exact
)

select
    judged.*,
    judged.denominator is null
    and bool_or(is_nothing_there) over (
        partition by
            judged.network_code, judged.year, judged.region_code, judged.panel_code, judged.statistic_code, judged.framework,
            judged.base_code
    ) as is_base_nothing,
    hash(
        judged.network_code, judged.statistic_code, judged.framework, judged.year, judged.contact_type_code, judged.reason_code,
        judged.setting_code, judged.framework_code, judged.gender_code, judged.age_band_code, judged.population_code,
        judged.attribute_code, judged.value_code, judged.channel_code, judged.person_code, judged.main_code
    ) as figure_on_any_base,
    hash(figure_on_any_base, judged.base_code) as figure_id,
    hash(judged.network_code, judged.year, judged.base_code, whole.n_whole) as family
from judged
left join whole
    on whole.network_code = judged.network_code
    and whole.year = judged.year
    and whole.statistic_code = judged.statistic_code
    and whole.base_code = judged.base_code
    and whole.framework is not distinct from judged.framework
    and whole.reason_code is not distinct from judged.reason_code
    and whole.contact_type_code is not distinct from judged.contact_type_code;
