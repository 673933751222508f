-- The long form without rows of a panel whose numbers and status are those of the same figure for every helpline.
select one.*
from long_form as one
left join long_form as of_all
    on of_all.panel_code = 'all'
    and of_all.cell = regexp_replace(one.cell, ':panel=[a-z_]+$$', '')
where
    one.panel_code = 'all'
    or of_all.cell is null
    or row($numbers) is distinct from row($numbers_of_all)
order by one.place
