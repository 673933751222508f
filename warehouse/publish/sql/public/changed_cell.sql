-- Every published figure that is not as it was in the release before; NULL on the side where there was or is none. Of one in
-- both releases the footnotes that it lost and got, one a line; of one that is suppressed now none that it had.
with compared as (
    select
        $key,
        case
            when old_cell.year is null then 'appeared'
            when new_cell.year is null then 'vanished'
            when row($old) is distinct from row($new) then 'moved'
            else 'noted'
        end as change,
        case when change in ('moved', 'noted') then string_split(coalesce(old_cell.footnotes, ''), chr(10)) end as notes_before,
        case when change in ('moved', 'noted') then string_split(coalesce(new_cell.footnotes, ''), chr(10)) end as notes_now,
        $compared
    from old_cell
    full join new_cell on $same
    where
        row($old) is distinct from row($new) or old_cell.year is null or new_cell.year is null
        or old_cell.footnotes is distinct from new_cell.footnotes
)

select
    * exclude (notes_before, notes_now),
    nullif(array_to_string(list_filter(notes_before, lambda one: not list_contains(notes_now, one)), chr(10)), '') as footnotes_gone,
    nullif(array_to_string(list_filter(notes_now, lambda one: not list_contains(notes_before, one)), chr(10)), '') as footnotes_added
from compared
where change <> 'noted' or coalesce(footnotes_gone, footnotes_added) is not null
