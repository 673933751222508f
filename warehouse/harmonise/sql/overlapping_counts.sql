-- Counts of a year whose period other counts cover too that tell the same apart: adding them up counts twice. One period in
-- two files of which the mapping says that they add up (an office each) is none of it; a year and its months stay so.
with period as (
    select delivery_id, placed.adds_up, told, contact_year, period_start, period_end, count(*) as n_counts
    from current_count
    join placed_count_delivery as placed using (delivery_id)
    group by all
)
select
    own.contact_year,
    cast(sum(own.n_counts) filter (where is_repeated) as bigint) as n_repeated,
    cast(sum(own.n_counts) as bigint) as n_counts,
    count(*) filter (where is_repeated) as n_periods
from (
    select
        period.*,
        exists (
            select 1
            from period as other
            where other.period_start <= period.period_end
                and other.period_end >= period.period_start
                and (other.told = period.told or list_has_any(other.told, period.told))
                and (other.delivery_id, other.period_start, other.period_end, other.told)
                <> (period.delivery_id, period.period_start, period.period_end, period.told)
                and not (
                    other.adds_up
                    and period.adds_up
                    and other.delivery_id <> period.delivery_id
                    and (other.period_start, other.period_end) = (period.period_start, period.period_end)
                )
        ) as is_repeated
    from period
) as own
group by own.contact_year
having n_repeated > 0
order by own.contact_year
