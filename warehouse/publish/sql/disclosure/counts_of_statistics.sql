-- Two statistics count the same of other members: reasons of all (T2) and what stands beside OCSEA of those that can tell it
-- (T5b); violence by answer over all contacts and over those about violence (T3). Where both are shown, and one or two members
-- make the difference, or a third's part of it could be worked out, the one that fewer people look for is hidden. Figures of one
-- statistic have been asked for before (`counts_of_panels.sql`).
with counted as (
    select
        cell_id,
        statistic_code,
        if(starts_with(statistic_code, 't5b.'), 9, turn) as turn,
        counted_member_ids as ids,
        counted_parts as parts,
        case
            when statistic_code in ('t2.code', 't2.main', 't5b.beside_all') then 'reason'
            else regexp_replace(statistic_code, '^t3[.](?:(.*)_by_(gender|age)|(gender|age)_of_(.*))$$', '\1\4 \2\3')
        end as what,
        hash(
            network_code, year, region_code, base_code, what, framework, framework_code, main_code, gender_code, age_band_code,
            population_code, setting_code
        ) as thing
    from disclosure_cell
    where
        base_rule is null
        and count_rule is null
        and not is_of_members
        and regexp_matches(
            statistic_code, '^(t2[.](code|main)|t5b[.]beside_all|t3[.]((ocsea_narrow|ocsea_wide|sexual_violence|violence)_by_(gender|age)|(gender|age)_of_(ocsea_narrow|ocsea_wide|sexual_violence|violence)))$$'
        )
),

compared as (
    select
        later.cell_id,
        differences_of(later.ids, later.parts, before.ids, before.parts) as differences
    from counted as later
    inner join counted as before
        on before.thing = later.thing
        and (before.turn, before.statistic_code) < (later.turn, later.statistic_code)
    where before.ids <> later.ids or before.parts <> later.parts
)

update disclosure_cell
set count_rule = 'panels'
from (
    select distinct cell_id
    from compared
    where tell_too_much(differences)
) as differing
where differing.cell_id = disclosure_cell.cell_id;
