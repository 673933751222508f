-- Every published figure that is not as it was in the release before; NULL on the side where there was or is none.
select
    $key,
    case when old_cell.year is null then 'appeared' when new_cell.year is null then 'vanished' else 'moved' end as change,
    $compared
from old_cell
full join new_cell on $same
where row($old) is distinct from row($new) or old_cell.year is null or new_cell.year is null
