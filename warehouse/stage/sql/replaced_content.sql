-- By period of an older delivery: what it holds, what a newer one holds of the period, and how many contacts stood under
-- categories that the newer one lacks.
with older as ({older}),
newer as ({newer})
select
    period_start,
    period_end,
    cast(coalesce(sum(older.n_counts), 0) as bigint),
    cast(coalesce(sum(newer.n_counts), 0) as bigint),
    cast(coalesce(sum(older.n_contacts), 0) as bigint),
    cast(coalesce(sum(newer.n_contacts), 0) as bigint),
    cast(coalesce(sum(older.n_contacts) filter (where newer.n_counts is null), 0) as bigint)
from older
full join newer using (period_start, period_end, category)
group by period_start, period_end
order by period_start, period_end
