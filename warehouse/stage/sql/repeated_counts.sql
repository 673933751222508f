-- How many used counts of a delivery have the period and categories of another one, how many counts there are, and how
-- many of the former have the same number as well. Capitals make no other category.
with counted as (
    select
        count(*) over (partition by period_start, period_end, axes, {categories}) as n_alike,
        count(*) over (partition by period_start, period_end, axes, {categories}, n_contacts) as n_same
    from read_count
    join count_fate using (row_number)
    where count_fate.fate_code = 'used' and read_count.n_contacts is not null
)
select
    count(*) filter (where n_alike > 1) as n_repeated,
    count(*) as n_counts,
    count(*) filter (where n_same > 1) as n_same
from counted
