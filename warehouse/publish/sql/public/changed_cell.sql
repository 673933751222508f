-- Every published figure that is not as it was in the release before; NULL on the side where there was or is none.
select
    coalesce(new_cell.cell, old_cell.cell) as cell,
    coalesce(new_cell.network_code, old_cell.network_code) as network_code,
    case when old_cell.cell is null then 'appeared' when new_cell.cell is null then 'vanished' else 'moved' end as change,
    $compared
from old_cell
full join new_cell on new_cell.cell = old_cell.cell
where row($old) is distinct from row($new) or old_cell.cell is null or new_cell.cell is null
order by cell
