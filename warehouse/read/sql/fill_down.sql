-- Records of a grouped report: {number} says their order; a group begins with a record in which a column to be filled
-- holds something. Of the numbers in the table of what was refused, each may have begun one.
select
    * exclude (" is refused")
from (
    select
        * exclude ({dropped}) replace ({filled}),
        " is refused",
        case {lost} else '' end as {lost_column}
    from (
        select
            *,
            {groups}
        from (
            select
                *,
                false as " is refused"
            from ({rows})
            union all by name
            select
                refused as {number},
                true as " is refused"
            from {refused} as numbers(refused)
        )
    )
)
where not " is refused"
order by {number}
