-- Of the used records of contacts whose records repeat reasons, how many do not count since another of their key does,
-- how many of these tell a reason or setting that the one that counts does not tell, and how many tell a reason at all.
with told as (
    select
        row_number,
        reasons,
        first_value(reasons) over same as counted,
        first_value(row_number) over same as first_number
    from ({records})
    where reject_code is null and not is_ignored and reason_key is not null and len(reasons) > 0
    window same as (partition by id_text, version_order, reason_key order by row_number)
)
select
    count(*) filter (
        where row_number > first_number
        and len(
            list_filter(
                reasons,
                lambda one: len(
                    list_filter(
                        counted,
                        lambda other: other.value = one.value
                        and coalesce(other.setting, one.setting, '') = coalesce(one.setting, other.setting, '')
                    )
                ) = 0
            )
        ) > 0
    ) as n_unlike,
    count(*) as n_told
from told
