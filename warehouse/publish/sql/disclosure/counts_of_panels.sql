-- Counts of one figure in two panels that differ by what one or two members counted, or by a sum of which they could work
-- out a third's part, are never both shown, however many members their bases differ by: the others counted none there, and
-- their systems often could not. Members that could and counted none have been asked for before (`unit.sql`, 3). Asked of the
-- panel at place n of the order of preference against those before it, so that what is hidden hides nothing else.
with shown as (
    select
        cell_id,
        figure_id,
        region_code,
        counted_member_ids as ids,
        counted_parts as parts,
        list_position(if(is_by_ability, ${order_by_ability}, ${order_of_others}), panel_code) as place
    from disclosure_cell
    where base_rule is null and count_rule is null and not is_of_members and starts_with(statistic_code, 't5b.beside_all') = $$2
),

compared as (
    select
        later.cell_id,
        differences_of(later.ids, later.parts, before.ids, before.parts) as differences
    from shown as later
    inner join shown as before
        on before.figure_id = later.figure_id
        and before.region_code is not distinct from later.region_code
        and before.place < later.place
    where later.place = $$1 and (before.ids <> later.ids or before.parts <> later.parts)
)

update disclosure_cell
set count_rule = 'panels'
from (
    select distinct cell_id
    from compared
    where tell_too_much(differences)
) as differing
where differing.cell_id = disclosure_cell.cell_id;
