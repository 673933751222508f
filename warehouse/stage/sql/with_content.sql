-- Records with their occurrence among those of equal content, where content (not an id) tells one from another.
select
    *,
    row_number() over (partition by content order by row_number) as occurrence
from ({records})
