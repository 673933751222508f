-- What may be shown, from `shown_cell`: shares from the rounded counts. How far a bound lies from its share is often a count
-- that is hidden itself (what is unknown), so it is told in steps of at least ${step_of_unknown} contacts, as the unknown
-- part is, and one step outward: half a step is more than the rounding of both counts.
create or replace temp table network_statistics as
with shown as (
    select *, is_shown and not is_of_members and shown_base >= fewest_for_share as has_share
    from shown_cell
),

shared as (
    select
        *,
        least(shown_count / shown_base, 1) as ratio,
        if(shown_base >= ${fewest_for_tenths}, 1000, 100) as n_steps,
        ceil(${step_of_unknown} * n_steps / shown_base) / n_steps as share_of_step
    from shown
)

select
    ${key},
    numerator,
    denominator,
    if(has_share, round(ratio * n_steps) / n_steps, null)::decimal(18, 6) as share,
    if(
        has_share,
        greatest(floor(ratio * n_steps) / n_steps - (round((share - share_low) / share_of_step) + 1) * share_of_step, 0),
        null
    )::decimal(18, 6) as share_low,
    if(
        has_share,
        least(ceil(ratio * n_steps) / n_steps + (round((share_high - share) / share_of_step) + 1) * share_of_step, 1),
        null
    )::decimal(18, 6) as share_high,
    if(has_share, round(share_source_q1, 2), null)::decimal(18, 6) as share_source_q1,
    if(has_share, round(share_source_median, 2), null)::decimal(18, 6) as share_source_median,
    if(has_share, round(share_source_q3, 2), null)::decimal(18, 6) as share_source_q3,
    if(is_shown and n_sources >= ${fewest_members}, n_sources, null) as n_sources,
    if(is_shown and n_members >= ${fewest_members}, n_members, null) as n_members,
    if(is_shown and n_sources_able >= ${fewest_members}, n_sources_able, null) as n_sources_able,
    if(
        has_share and shown_base >= ${fewest_for_unknown}, round(share_unknown / share_of_step) * share_of_step, null
    )::decimal(18, 6) as share_unknown,
    is_shown and has_break as has_break,
    status_code,
    list_filter(
        list_transform(footnotes, lambda footnote: public_footnote(footnote, is_shown)),
        lambda footnote: footnote is not null
    ) as footnotes
from shared;
