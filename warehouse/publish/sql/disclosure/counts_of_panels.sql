-- Counts of one figure in two panels that differ by what one or two members counted are never both shown, however many
-- members their bases differ by: the others counted none there, and their systems often could not. Members that could and
-- counted none have been asked for before (`unit.sql`, 3). Asked of the panel at place n of the order of preference against
-- those before it, so that what is hidden hides nothing else.
with shown as (
    select
        cell_id,
        figure_id,
        region_code,
        numerator,
        counted_member_ids,
        list_position(if(is_by_ability, ${order_by_ability}, ${order_of_others}), panel_code) as place
    from disclosure_cell
    where base_rule is null and count_rule is null and not is_of_members
),

differing as (
    select distinct later.cell_id
    from shown as later
    inner join shown as before
        on before.figure_id = later.figure_id
        and before.region_code is not distinct from later.region_code
        and before.place < later.place
    where
        later.place = $$1
        and (before.numerator <> later.numerator or before.counted_member_ids <> later.counted_member_ids)
        and len(list_filter(later.counted_member_ids, lambda one: not list_contains(before.counted_member_ids, one)))
        + len(list_filter(before.counted_member_ids, lambda one: not list_contains(later.counted_member_ids, one)))
        < ${fewest_members}
)

update disclosure_cell
set count_rule = 'panels'
from differing
where differing.cell_id = disclosure_cell.cell_id;
