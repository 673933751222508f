-- What is shown of every cell, as it is published and as it is attacked: counts rounded by themselves, nothing of those hidden.
create or replace temp view shown_cell as
with judged as (
    select
        * exclude (numerator, denominator, status_code),
        base_rule is null and status_code = 'available' as is_base_shown,
        is_base_shown and count_rule is null as is_shown,
        if(is_of_members, denominator, ${step} * round(denominator / ${step})) as shown_base,
        if(is_of_members, numerator, step_of_count * round(numerator / step_of_count)) as shown_count,
        case
            when status_code <> 'available' and not is_nothing_there then status_code
            when is_shown then 'published'
            else 'suppressed'
        end as shown_status
    from disclosure_cell
)

select
    *,
    if(is_shown, least(shown_count, shown_base), null)::bigint as numerator,
    if(is_base_shown, shown_base, null)::bigint as denominator,
    shown_status as status_code
from judged;
