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
        thing
    from disclosure_cell
    where
        base_rule is null
        and count_rule is null
        and not is_of_members
        and thing is not null
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
