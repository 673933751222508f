-- Figures that differ: one row a figure, those of which the state changed first, then by change of the share.
with sided as (
    select true as is_old, {keys}, status_code, numerator, denominator, share from old_release.{table}
    union all
    select false, {keys}, status_code, numerator, denominator, share from new_release.{table}
),

paired as (
    select
        {keys},
        any_value(status_code) filter (where is_old) as old_status,
        any_value(status_code) filter (where not is_old) as new_status,
        any_value(numerator) filter (where is_old) as old_numerator,
        any_value(numerator) filter (where not is_old) as new_numerator,
        any_value(denominator) filter (where is_old) as old_denominator,
        any_value(denominator) filter (where not is_old) as new_denominator,
        any_value(share) filter (where is_old) as old_share,
        any_value(share) filter (where not is_old) as new_share
    from sided
    group by {keys}
),

differing as (
    select *
    from paired
    where
        old_status is distinct from new_status
        or old_numerator is distinct from new_numerator
        or old_denominator is distinct from new_denominator
        or old_share is distinct from new_share
)

select
    *,
    count(*) over () as n_all
from differing
order by
    old_status is distinct from new_status desc,
    abs(coalesce(new_share, 0) - coalesce(old_share, 0)) desc,
    abs(coalesce(new_numerator, 0) - coalesce(old_numerator, 0)) desc,
    {keys}
limit {most}
