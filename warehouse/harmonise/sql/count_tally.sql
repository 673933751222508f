-- The numbers of each label of an axis in a delivery, as one mark: each number with a weight that only its row of the
-- table knows (the period and the labels of the other axes). Labels in the order in which they stand in the file.
select
    delivery_id,
    axes,
    {field} as label,
    cast(sum(cast(n_contacts as hugeint) * (1 + hash(period_start, period_end, {others}) % 1000003)) as varchar) as mark,
    cast(sum(n_contacts) as bigint) as n,
    min(row_number) as first_row
from current_count
where list_contains(told, '{field}')
group by delivery_id, axes, {field}
order by delivery_id, axes, min(place)
