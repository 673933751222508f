-- One label of a delivery beside those that may be its parts: over the rows of the table in which two parts or more are
-- no 0, in how many it is their sum and how hard that is to hit by chance; the figures; how much of it is
-- counted, and how much of its parts.
with cell as (
    select
        period_start,
        period_end,
        {others},
        {field} is not distinct from $3 as is_total,
        list_contains($4, coalesce({field}, '')) as is_part,
        n_contacts,
        is_counted
    from judged_count
    where delivery_id = $1 and axes = $2
),
beside as (
    select
        coalesce(sum(n_contacts) filter (where is_total), 0) as n_total,
        coalesce(sum(n_contacts) filter (where is_part), 0) as n_sum,
        count(*) filter (where is_part and n_contacts > 0) as n_parts,
        coalesce(sum(n_contacts) filter (where is_total and is_counted), 0) as n_counted,
        coalesce(sum(n_contacts) filter (where is_part and is_counted), 0) as n_parts_counted
    from cell
    group by period_start, period_end, {others}
)
select
    count(*) filter (where n_total > 0 and n_parts > 1) as n_rows,
    count(*) filter (where n_total = n_sum and n_parts > 1) as n_equal,
    cast(coalesce(sum({bits}) filter (where n_total = n_sum and n_parts > 1), 0) as double) as bits,
    cast(coalesce(sum(n_total), 0) as bigint) as n_total,
    cast(coalesce(sum(n_sum) filter (where n_total > 0), 0) as bigint) as n_sum,
    cast(coalesce(sum(n_counted), 0) as bigint) as n_counted,
    cast(coalesce(sum(n_parts_counted) filter (where n_total > 0), 0) as bigint) as n_parts_counted
from beside
