-- Counts under labels of an axis that is none of ours, of which the mapping does not declare the label.
select
    contact_year,
    other_label.axis,
    count(*) filter (where not other_label.is_declared) as n_undeclared,
    count(*) as n_counts,
    count(distinct counted.other) filter (where not other_label.is_declared) as n_distinct
from current_count as counted
join other_label
    on other_label.delivery_id = counted.delivery_id and other_label.value is not distinct from counted.other
where list_contains(counted.told, 'other')
group by contact_year, other_label.axis
having n_undeclared > 0
order by contact_year, other_label.axis
