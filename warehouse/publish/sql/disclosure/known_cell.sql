-- Cells that an earlier release showed of the same members: as bases, and as counts. What they tell beside each other is told.
select
    cell.cell_id,
    bool_or(there.is_count_shown) as is_count_known
from disclosure_cell as cell
inner join earlier_cell as there
    on there.figure_id = cell.figure_id
    and there.panel_code = cell.panel_code
    and there.region_code is not distinct from cell.region_code
    and there.member_ids = cell.member_ids
where cell.base_rule is null
group by cell.cell_id;
