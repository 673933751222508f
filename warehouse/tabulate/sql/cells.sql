-- The figures of each source, by cell and panel, as they are put together (`year_sum.sql`).
-- Bounds `_habit`: a source-year with a habit that fails (flagged_year) counts with its base, at the rates between which
-- eight of ten comparable sources lie: same network, year and remit, able, with no such finding, and at least 8 in the
-- base (of fewer, a share is mostly chance). Fewer than five such sources say nothing of its rate: 0 to 1. share_habit: such
-- a source-year at the rate of all those sources put together, small ones too; at its own where there are fewer than five.
-- The estimate is never outside what the source-year's own records leave possible (n_sure, n_may): a finding about the
-- setting moves no share of a reason. Only where a habit loses reasons and nobody knows of which contacts do the bounds not
-- tell what is possible: there the source-year is set aside altogether, but for T4, which asks how an act took place of
-- those that were recorded.

-- What the figure is about, apart from source, year, region and panel: one row a cell of a table.
create or replace temp table cell_key as
select
    row_number() over () as cell_id,
    *
from (
    select distinct
        statistic_code, framework, contact_type_code, reason_code, setting_code, framework_code, gender_code, age_band_code,
        population_code, attribute_code, value_code, channel_code, person_code, main_code, base_code
    from figure
);

-- Figures by the number of their cell: what they are about is a dozen texts, which would be most of what is kept.
create or replace temp table placed_figure as
select
    cell_key.cell_id,
    figure.source_id,
    figure.contact_year,
    figure.numerator,
    figure.denominator,
    figure.n_sure,
    figure.n_may,
    figure.n_rest_sure,
    figure.n_rest_may,
    figure.is_able,
    figure.is_maybe_able,
    coalesce(figure.is_in_panel, figure.is_able) as is_in_panel
from figure
inner join cell_key
    on cell_key.statistic_code = figure.statistic_code
    and cell_key.base_code = figure.base_code
    and cell_key.framework is not distinct from figure.framework
    and cell_key.contact_type_code is not distinct from figure.contact_type_code
    and cell_key.reason_code is not distinct from figure.reason_code
    and cell_key.setting_code is not distinct from figure.setting_code
    and cell_key.framework_code is not distinct from figure.framework_code
    and cell_key.gender_code is not distinct from figure.gender_code
    and cell_key.age_band_code is not distinct from figure.age_band_code
    and cell_key.population_code is not distinct from figure.population_code
    and cell_key.attribute_code is not distinct from figure.attribute_code
    and cell_key.value_code is not distinct from figure.value_code
    and cell_key.channel_code is not distinct from figure.channel_code
    and cell_key.person_code is not distinct from figure.person_code
    and cell_key.main_code is not distinct from figure.main_code;

drop table figure;

-- What is known of a source's year, whatever the figure is about.
create or replace temp table figured_year as
select
    figured.source_id,
    figured.contact_year,
    source.network_code,
    source.region_code,
    source.member_id,
    source.remit_code,
    flagged_year.source_id is not null as has_doubt,
    coalesce(flagged_year.doubt = 'lost', false) as has_lost_reasons,
    broken_year.source_id is not null as is_broken,
    coalesce(source_year.status_code in ('held', 'stale'), false) as is_stale,
    -- a system that neither stores several reasons nor tells online from offline: counted, and no vote among others
    coalesce(source_year.use_reasons_code = 'out', false) as has_no_vote,
    counts_beside_year.source_id is not null as is_beside_counts,
    part_year.source_id is not null as is_part_of_year
from (select distinct source_id, contact_year from placed_figure) as figured
inner join source on source.source_id = figured.source_id
left join flagged_year
    on flagged_year.source_id = figured.source_id
    and flagged_year.contact_year = figured.contact_year
left join broken_year
    on broken_year.source_id = figured.source_id
    and broken_year.contact_year = figured.contact_year
left join source_year
    on source_year.source_id = figured.source_id
    and source_year.contact_year = figured.contact_year
left join counts_beside_year
    on counts_beside_year.source_id = figured.source_id
    and counts_beside_year.contact_year = figured.contact_year
left join part_year
    on part_year.source_id = figured.source_id
    and part_year.contact_year = figured.contact_year;

create or replace temp view judged_figure as
select
    placed_figure.*,
    figured_year.* exclude (source_id, contact_year),
    coalesce(cell_key.framework, cell_key.reason_code) is not null as is_about_reason,
    figured_year.has_doubt and is_about_reason and cell_key.setting_code is distinct from 'unknown' as is_flagged,
    figured_year.has_lost_reasons and not starts_with(cell_key.statistic_code, 't4.') as has_lost_it,
    figured_year.has_no_vote and is_about_reason as is_not_compared,
    starts_with(cell_key.statistic_code, 't1.') as is_about_contacts
from placed_figure
inner join cell_key on cell_key.cell_id = placed_figure.cell_id
inner join figured_year
    on figured_year.source_id = placed_figure.source_id
    and figured_year.contact_year = placed_figure.contact_year;

create or replace temp table comparable_rate as
select
    network_code, remit_code, contact_year, cell_id,
    count(*) filter (where denominator >= 8) >= 5 as has_range,
    if(has_range, quantile_cont(n_sure / nullif(n_sure + n_rest_may, 0), 0.1) filter (where denominator >= 8), 0) as rate_low,
    if(has_range, quantile_cont(n_may / nullif(n_may + n_rest_sure, 0), 0.9) filter (where denominator >= 8), 1) as rate_high,
    least(greatest(sum(numerator) / sum(denominator), rate_low), rate_high) as rate
from judged_figure
where is_in_panel and not is_flagged and denominator > 0 and not is_about_contacts
group by network_code, remit_code, contact_year, cell_id
having count(*) >= 5;

create or replace temp table lone_member as
select network_code, member_id
from source
group by network_code, member_id
having count(*) = 1;

-- A panel `matched` is the sources that have a base in it in both years.
create or replace temp table based_figure as
select source_id, cell_id, contact_year
from placed_figure
where is_in_panel and denominator > 0;

-- Which sources a panel counts is decided by what they can record and whether they sent contacts, never by what these show.
-- A chain of a trend is matched(y) / matched_next(y - 1): the same sources in both.
create or replace temp view in_panel as
with placed as (
    select
        one.*,
        coalesce(one.denominator * rate.rate, one.numerator) as n_it_as_others,
        case
            when not one.is_flagged then one.numerator
            when one.has_lost_it then n_it_as_others
            else greatest(least(n_it_as_others, one.n_may), one.n_sure)
        end as n_it_habit,
        if(
            one.is_flagged, least(one.denominator * coalesce(rate.rate_low, 0), n_it_habit), one.n_sure
        ) as n_sure_habit,
        if(one.is_flagged, one.denominator - n_sure_habit, one.n_rest_may) as n_rest_may_habit,
        if(
            one.is_flagged, greatest(one.denominator * coalesce(rate.rate_high, 1), n_it_habit), one.n_may
        ) as n_may_habit,
        if(one.is_flagged, one.denominator - n_may_habit, one.n_rest_sure) as n_rest_sure_habit,
        one.is_in_panel and before.source_id is not null as is_matched,
        one.is_in_panel and after.source_id is not null as is_matched_next
    from judged_figure as one
    left join based_figure as before
        on before.source_id = one.source_id
        and before.cell_id = one.cell_id
        and before.contact_year = one.contact_year - 1
    left join based_figure as after
        on after.source_id = one.source_id
        and after.cell_id = one.cell_id
        and after.contact_year = one.contact_year + 1
    left join comparable_rate as rate
        on rate.network_code = one.network_code
        and rate.remit_code = one.remit_code
        and rate.contact_year = one.contact_year
        and rate.cell_id = one.cell_id
        and one.is_flagged
)

select
    *,
    case panel_code when 'all' then true when 'able' then is_in_panel when 'matched' then is_matched else is_matched_next end
        as is_summed,
    is_summed and denominator > 0 as has_base
from placed
cross join (values ('all'), ('able'), ('matched'), ('matched_next')) as panel (panel_code)
-- of `all` and `able` also who is there and not counted has to be known
where panel_code in ('all', 'able') or is_summed;
