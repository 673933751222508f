-- The months between the first and the last period of counts of which no file that counts tells anything, be it a figure, a
-- suppressed one or a blank (`without_figure`): each run of them with its first month, its last one, and how many they are.
with told as (
    select distinct period_start, period_end
    from read_parquet(getvariable('count_files'), hive_partitioning = false)
    where period_start is not null
    union all
    select period[1], period[2]
    from (select unnest(cast($without_figure as date[][])) as period)
),

ended as (
    select
        period_start,
        max(period_end) over (order by period_start, period_end rows between unbounded preceding and 1 preceding) as told_until
    from told
),

gap as (
    select
        cast(date_trunc('month', told_until) + interval 1 month as date) as first_month,
        cast(date_trunc('month', period_start) - interval 1 month as date) as last_month
    from ended
    where told_until < period_start
)

select first_month, last_month, datediff('month', first_month, last_month) + 1 as n_months
from gap
where first_month <= last_month
order by first_month;
