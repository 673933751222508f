-- What may be shown, from `shown_cell`: shares from the rounded counts, bounds rounded outward by more than rounding could tell. A share's error is at most (step / 2 of count + 2) / base.
create or replace temp table network_statistics as
with shown as (
    select *, is_shown and not is_of_members and shown_base >= ${fewest_for_share} as has_share
    from shown_cell
),

shared as (
    select
        *,
        least(shown_count / shown_base, 1) as ratio,
        if(shown_base >= ${fewest_for_tenths}, 1000, 100) as n_steps,
        (if(step_of_count = 10, 5, 2) + 2) / shown_base as error_of_share,
        case
            when shown_base >= 2000 then 100
            when shown_base >= 400 then 20
            when shown_base >= 200 then 10
            when shown_base >= 80 then 4
        end as n_steps_unknown
    from shown
)

select
    ${key},
    numerator,
    denominator,
    if(has_share, round(ratio * n_steps) / n_steps, null)::decimal(18, 6) as share,
    if(
        has_share,
        greatest(floor((ratio - greatest(share - share_low, 2 * error_of_share) - error_of_share) * n_steps) / n_steps, 0),
        null
    )::decimal(18, 6) as share_low,
    if(
        has_share,
        least(ceil((ratio + greatest(share_high - share, 2 * error_of_share) + error_of_share) * n_steps) / n_steps, 1),
        null
    )::decimal(18, 6) as share_high,
    if(has_share, round(share_source_q1, 2), null)::decimal(18, 6) as share_source_q1,
    if(has_share, round(share_source_median, 2), null)::decimal(18, 6) as share_source_median,
    if(has_share, round(share_source_q3, 2), null)::decimal(18, 6) as share_source_q3,
    if(is_shown and n_sources >= ${fewest_members}, n_sources, null) as n_sources,
    if(is_shown and n_members >= ${fewest_members}, n_members, null) as n_members,
    if(is_shown and n_sources_able >= ${fewest_members}, n_sources_able, null) as n_sources_able,
    if(has_share, round(share_unknown * n_steps_unknown) / n_steps_unknown, null)::decimal(18, 6) as share_unknown,
    is_shown and has_break as has_break,
    status_code,
    list_filter(
        list_transform(footnotes, lambda footnote: public_footnote(footnote, is_shown)),
        lambda footnote: footnote is not null
    ) as footnotes
from shared;
