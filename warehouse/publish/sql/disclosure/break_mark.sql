-- The sets of members behind shown figures, and whether the series breaks in a figure of theirs.
select network_code, year, list_sort(member_ids) as member_ids, bool_or(has_break) as has_break
from shown_cell
where is_shown and not is_of_members
group by all
order by all;
