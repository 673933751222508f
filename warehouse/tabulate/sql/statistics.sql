-- The sums of `year_sum.sql` as they stand in `network_statistics_exact`: bounds, quartiles, and what a reader must know.
-- NULL where there is no figure: structural_zero (no source has a place for it), not_available (only in a form that
-- does not tell it apart, or nothing in the base of those that have one). `undetermined` and `none` of a framework are no places that
-- a source has: what its words mean decides whether anything can stand there. A share is one division, at the end.
insert into network_statistics_exact by name
with year_before as (
    select network_code, cell_id, panel_code, region_code, year + 1 as year, member_ids
    from cell_sum
    where len(member_ids) > 0
),

compared as (
    select
        cell_sum.*,
        cell_key.* exclude (cell_id),
        -- against the year before, where there is one; a member that only lacks this figure is a change too
        year_before.member_ids as member_ids_before,
        year_before.member_ids is not null as has_year_before
    from cell_sum
    inner join cell_key on cell_key.cell_id = cell_sum.cell_id
    left join year_before
        on year_before.network_code = cell_sum.network_code
        and year_before.cell_id = cell_sum.cell_id
        and year_before.panel_code = cell_sum.panel_code
        and year_before.region_code is not distinct from cell_sum.region_code
        and year_before.year = cell_sum.year
),

judged as (
    select
        compared.*,
        case
            when n_sources_able > 0 and n_base > 0 then 'available'
            when n_sources_maybe > 0 then 'not_available'
            else 'structural_zero'
        end as status_code,
        status_code = 'available' as has_figure,
        case
            when 'undetermined' in (framework_code, main_code) then 'undetermined'
            when 'none' in (framework_code, main_code) then 'none'
        end as outside_code,
        list_reverse_sort(counted_parts) as parts_it,
        list_reverse_sort(member_parts) as parts_base,
        -- members stand once in a list
        if(has_year_before and member_ids <> member_ids_before, len(list_intersect(member_ids, member_ids_before)), null) as n_stayed,
        coalesce(len(member_ids) - n_stayed, 0) as n_joined,
        coalesce(len(member_ids_before) - n_stayed, 0) as n_left,
        -- all that is or may be in the base
        greatest(n_base, n_may + n_rest_sure) as n_possible,
        has_figure and len(own_shares) >= 10 as has_quartiles,
        -- only recorded reasons are told by counts (`counts.sql`)
        coalesce(
            if(starts_with(statistic_code, 't2.') and base_code = 'reasons', left_out.n_not_whole, left_out.n_counts_only), 0
        ) as n_left_out,
        coalesce(held_back.n_held_back, 0) as n_held_back
    from compared
    left join held_back
        on held_back.network_code = compared.network_code
        and held_back.year = compared.year
        and held_back.region_code is not distinct from compared.region_code
    left join left_out_counts as left_out
        on left_out.network_code = compared.network_code
        and left_out.year = compared.year
        and left_out.region_code is not distinct from compared.region_code
)

select
    network_code,
    statistic_code,
    framework,
    year,
    region_code,
    contact_type_code,
    reason_code,
    setting_code,
    framework_code,
    gender_code,
    age_band_code,
    population_code,
    attribute_code,
    value_code,
    channel_code,
    person_code,
    main_code,
    base_code,
    panel_code,
    if(has_figure, n_it, null) as numerator,
    if(n_base > 0, n_base, null) as denominator,
    if(has_figure, n_it / n_base, null) as share,
    if(has_figure, coalesce(n_sure / nullif(n_sure + n_rest_may, 0), n_it / n_base), null) as share_low,
    if(has_figure, coalesce(n_may / nullif(n_may + n_rest_sure, 0), n_it / n_base), null) as share_high,
    if(has_figure, n_it_habit / n_base, null) as share_habit,
    if(has_figure, coalesce(n_sure_habit / nullif(n_sure_habit + n_rest_may_habit, 0), 0), null) as share_low_habit,
    if(has_figure, coalesce(n_may_habit / nullif(n_may_habit + n_rest_sure_habit, 0), n_it / n_base), null) as share_high_habit,
    if(has_figure, (n_it - largest.n_it) / nullif(n_base - largest.n_base, 0), null) as share_without_largest,
    if(has_quartiles, shares_near(own_shares, 0.25), null) as share_source_q1,
    if(has_quartiles, shares_near(own_shares, 0.5), null) as share_source_median,
    if(has_quartiles, shares_near(own_shares, 0.75), null) as share_source_q3,
    n_sources,
    n_members,
    n_sources_able,
    member_ids,
    if(has_figure, counted_member_ids, []) as counted_member_ids,
    member_parts,
    if(has_figure, counted_parts, []) as counted_parts,
    if(has_figure, coalesce(parts_it[1], 0), null) as numerator_largest,
    if(has_figure, coalesce(parts_it[2], 0), null) as numerator_second,
    if(n_base > 0, parts_base[1], null) as denominator_largest,
    if(n_base > 0, coalesce(parts_base[2], 0), null) as denominator_second,
    if(has_figure, (n_may - n_it) / n_possible, null) as share_unknown,
    has_figure and n_broken > 0 as has_break,
    status_code,
    list_filter(
        [
            if(
                status_code = 'structural_zero',
                case outside_code
                    when 'undetermined' then 'No word of the sources here fits several codes: nothing can stand here.'
                    when 'none' then 'Every word of the sources here has a code in the framework: nothing can stand here.'
                    else 'No source here has a place for it: not a zero.'
                end,
                null
            ),
            if(
                status_code = 'not_available' and n_sources_with_place = 0,
                if(
                    outside_code is null,
                    'The sources here record it only together with something else: no figure can be given.',
                    'A label that nobody has decided may stand here: no figure can be given.'
                ),
                null
            ),
            if(
                status_code = 'not_available' and n_sources_with_place > 0,
                'Nothing is in the base of the sources here that have a place for it: no figure can be given.',
                null
            ),
            if(
                status_code = 'available' and n_sources_able < n_sources,
                format('{} of {} sources {}; their contacts stay in the base.', n_sources - n_sources_able, n_sources,
                    case outside_code
                        when 'undetermined' then if(n_sources - n_sources_able = 1, 'has', 'have') || ' no word known to fit several codes'
                        when 'none' then if(n_sources - n_sources_able = 1, 'has', 'have') || ' no word known to lack a code'
                        else 'cannot record it'
                    end),
                null
            ),
            if(
                n_left_out > 0 and panel_code = 'all',
                format('{} more {} counts only, whose detail does not allow this figure.', n_left_out,
                    if(n_left_out = 1, 'source gave', 'sources gave')),
                null
            ),
            if(
                n_held_back > 0 and panel_code = 'all',
                format('Of {} more {} all that came for the year is held back: nothing of it is counted.', n_held_back,
                    if(n_held_back = 1, 'source', 'sources')),
                null
            ),
            if(
                n_beside_counts > 0 and n_base > 0,
                format('Of {} of {} sources counts lie beside the contacts of the year; only the contacts are in it.',
                    n_beside_counts, n_sources),
                null
            ),
            if(
                n_part_of_year > 0 and n_base > 0,
                format('Of {} of {} sources all contacts lie in part of the year.', n_part_of_year, n_sources),
                null
            ),
            if(
                n_stale > 0 and n_base > 0,
                format('Of {} of {} sources a file for the year is held back: what came before it counts.', n_stale, n_sources),
                null
            ),
            if(
                has_figure and n_broken > 0,
                format('Break in the series: {} of {} sources recorded in another way than before.', n_broken, n_sources),
                null
            ),
            if(
                has_figure and panel_code in ('all', 'able') and n_joined + n_left > 0,
                format(
                    'Not the same members as the year before: {} joined, {} left. Compare `matched` with `matched_next` of the year before.',
                    n_joined,
                    n_left
                ),
                null
            ),
            if(
                starts_with(statistic_code, 't2.') and base_code = 'contacts',
                'A contact counts under each of its reasons: parts add up to more than the whole.',
                null
            ),
            if(
                statistic_code = 't1.contacts_by_kind',
                'A contact counts under its kind and under what stands above that in the list.',
                null
            ),
            if(
                base_code = 'main_reason',
                'Base: contacts with a main reason, of sources that rank reasons; a mark that means two codes counts under both.',
                null
            ),
            if(
                statistic_code = 't5.form' or (starts_with(statistic_code, 't5b.') or contains(statistic_code, '.main_by_')),
                'A contact counts under each of its reasons: parts add up to more than the whole.',
                null
            ),
            if(
                attribute_code not in ('living_situation', 'time_to_contact', 'first_told')
                and not contains(statistic_code, '.main_by_'),
                'A contact counts under each of its answers, and under what stands above it in the list.',
                null
            ),
            if(
                starts_with(statistic_code, 't5b.'),
                'A reason that is itself OCSEA is left out; only a system that holds several reasons can show one beside another.',
                null
            ),
            if(
                has_figure and n_may > n_it
                and (regexp_matches(statistic_code, '^t[356]\.') or statistic_code = 't7.referrals')
                and 'unknown' not in (
                    coalesce(gender_code, ''), coalesce(age_band_code, ''), coalesce(population_code, ''),
                    coalesce(channel_code, ''), coalesce(person_code, ''), coalesce(value_code, '')
                ),
                'The bounds allow for what was not asked or not answered.',
                null
            ),
            if(
                statistic_code = 't2.code' and base_code = 'reasons' and framework <> 'COMMON',
                'A reason in the setting `both` counts under two codes where the framework parts online and offline.',
                null
            ),
            if(
                has_figure and outside_code = 'undetermined',
                'What was recorded fits several codes of the framework; it is not shared out among them.',
                null
            ),
            if(
                has_figure and outside_code = 'none',
                'The framework has no code for what was recorded.',
                null
            ),
            if(
                (n_may > n_it or n_sure < n_it) and has_figure and starts_with(statistic_code, 't4.'),
                'The bounds allow for settings that are not told or not shown, for labels of weak fit and for those nobody has decided.',
                null
            ),
            if(
                statistic_code not in ('t1.contacts_by_kind', 't1.counselling_by_population', 't7.content_reports'),
                'Base: counselling contacts that are not about adults; those about somebody of unknown age are in.',
                null
            ),
            if(
                n_flagged > 0 and has_figure,
                format('A finding on how they record stands against {} of {} sources; the internal bounds set aside what these say.', n_flagged, n_sources),
                null
            ),
            if(
                status_code = 'available' and n_sources > 1 and n_largest_it > 0.4 * n_it,
                format('One source holds {} of 100 of what is counted.', cast(round(100 * n_largest_it / n_it) as integer)),
                null
            ),
            if(
                n_sources > 1 and n_largest > 0.4 * n_base,
                format('One source holds {} of 100 of the base.', cast(round(100 * n_largest / n_base) as integer)),
                null
            )
        ],
        lambda footnote: footnote is not null
    ) as footnotes
from judged;
