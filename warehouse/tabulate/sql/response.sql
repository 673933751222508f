-- T0: members of a network that answered in a year, the countries they stand for, and how many of those that answered
-- are able to fill each table. Members are counted by their own region and by the days of their membership; a source
-- answers where there are contacts or counts. n_sources are the sources of the members in the base.
create or replace temp table answering_year as
select distinct source_id, contact_year from contact_group
union
select distinct source_id, cast(unnest(generate_series(year(period_start), year(period_end))) as integer)
from reported_count;

create or replace temp table member_year as
select
    source.network_code,
    network_year.contact_year,
    member.member_id,
    member.region_code,
    member.country_code,
    count(distinct source.source_id) as n_sources,
    count(distinct answering_year.source_id) as n_answering
from (
    select distinct source.network_code, answering_year.contact_year
    from answering_year
    inner join source using (source_id)
) as network_year
inner join source on source.network_code = network_year.network_code
inner join member
    on member.member_id = source.member_id
    and coalesce(member.member_from <= make_date(network_year.contact_year, 12, 31), true)
    and coalesce(member.member_to >= make_date(network_year.contact_year, 1, 1), true)
left join answering_year
    on answering_year.source_id = source.source_id
    and answering_year.contact_year = network_year.contact_year
group by all;

-- Able: some figure of the table, other than what is unknown or fits nowhere, is one that the member's sources can record.
create or replace temp table member_table as
select
    source.network_code,
    placed_figure.contact_year,
    source.member_id,
    cell_key.statistic_code,
    cell_key.framework,
    cell_key.base_code,
    cell_key.attribute_code,
    coalesce(
        bool_or(
            placed_figure.is_in_panel
            and placed_figure.is_able
            and 'unknown' not in (
                coalesce(contact_type_code, ''), coalesce(setting_code, ''), coalesce(population_code, ''),
                coalesce(gender_code, ''), coalesce(age_band_code, ''), coalesce(channel_code, ''),
                coalesce(person_code, ''), coalesce(value_code, '')
            )
            and coalesce(main_code not in ('undetermined', 'none'), true)
            and coalesce(framework_code not in ('undetermined', 'none'), true)
        ),
        false
    ) as is_able
from placed_figure
inner join cell_key on cell_key.cell_id = placed_figure.cell_id
inner join source on source.source_id = placed_figure.source_id
group by all;

insert into network_statistics_exact by name
with counted as (
    select
        network_code, 't0.members_answering' as statistic_code, null as framework, null as attribute_code, contact_year,
        region_code, [member_id] as member_ids, n_sources,
        n_answering > 0 as is_it
    from member_year
    union all
    select
        network_code, 't0.countries', null, null, contact_year, region_code, list(member_id),
        sum(n_sources),
        bool_or(n_answering > 0)
    from member_year
    group by network_code, contact_year, region_code, country_code
    union all
    select
        member_year.network_code,
        't0.members_able.' || asked.statistic_code
        || if(asked.base_code = 'contacts', '', '.' || asked.base_code),
        asked.framework,
        asked.attribute_code,
        member_year.contact_year,
        member_year.region_code,
        [member_year.member_id],
        member_year.n_sources,
        coalesce(member_table.is_able, false)
    from member_year
    inner join (
        select distinct network_code, contact_year, statistic_code, framework, attribute_code, base_code
        from member_table
        where base_code <> 'reasons'
        union
        select member_year.network_code, member_year.contact_year, question.statistic_code, null,
            if(question.attribute in ('gender', 'age_band', 'channel', 'person'), null, question.attribute), 'contacts'
        from member_year
        cross join question
    ) as asked
        on asked.network_code = member_year.network_code
        and asked.contact_year = member_year.contact_year
    left join member_table
        on member_table.network_code = member_year.network_code
        and member_table.contact_year = member_year.contact_year
        and member_table.member_id = member_year.member_id
        and member_table.statistic_code = asked.statistic_code
        and member_table.base_code = asked.base_code
        and member_table.framework is not distinct from asked.framework
        and member_table.attribute_code is not distinct from asked.attribute_code
    where member_year.n_answering > 0
),

summed as (
    select
        network_code,
        statistic_code,
        framework,
        attribute_code,
        contact_year as year,
        region_code,
        count(*) filter (where is_it) as numerator,
        count(*) as denominator,
        cast(sum(n_sources) as integer) as n_sources,
        list_sort(list_distinct(flatten(list(member_ids)))) as member_ids,
        coalesce(list_sort(list_distinct(flatten(list(member_ids) filter (where is_it)))), []) as counted_member_ids
    from counted
    group by
        grouping sets (
            (network_code, statistic_code, framework, attribute_code, contact_year),
            (network_code, statistic_code, framework, attribute_code, contact_year, region_code)
        )
)

select
    network_code,
    statistic_code,
    framework,
    attribute_code,
    year,
    region_code,
    'members' as base_code,
    'all' as panel_code,
    numerator,
    denominator,
    numerator / denominator as share,
    share as share_low,
    share as share_high,
    share as share_habit,
    share as share_low_habit,
    share as share_high_habit,
    n_sources,
    len(member_ids) as n_members,
    member_ids,
    counted_member_ids,
    [] as member_parts,
    [] as counted_parts,
    false as has_break,
    n_sources as n_sources_able,
    0 as share_unknown,
    'available' as status_code,
    if(
        statistic_code = 't0.countries',
        ['Countries of members are counted; a country has answered where a member in it has.'],
        []
    ) as footnotes
from summed;
