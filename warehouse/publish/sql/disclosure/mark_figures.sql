-- Marks in words without a number, after all other footnotes: a break on every figure of the sets of members in
-- `broken_set`; a finding on how they record on every figure by reasons of a network's year in which any has one, as only
-- these are asked for it (`tabulate/cells.sql`); what is true of some sources' year (a file held back, months that lack) on
-- every figure of a network's year in which any has it. Numbers of all these, which the exact table has, are taken out.
create or replace temp table mark_of_year as
with told as (
    select network_code, year, unnest(footnotes) as footnote
    from disclosure_cell
)

select
    network_code,
    year,
    bool_or(starts_with(footnote, 'A finding on how')) as has_finding,
    list_filter(
        [
            if(
                bool_or(regexp_matches(footnote, '^Of [0-9]+ more sources? all that came')),
                'Of some sources of the network all that came for this year is held back: nothing of it is in any figure.',
                null
            ),
            if(
                bool_or(regexp_matches(footnote, '^Of [0-9]+ of [0-9]+ sources a file')),
                'Of some sources of the network a file for this year is held back, and what came before it counts; which figures '
                || 'these are in is not said.',
                null
            ),
            if(
                bool_or(regexp_matches(footnote, '^Of [0-9]+ of [0-9]+ sources counts lie')),
                'Of some sources of the network counts lie beside the contacts of this year, and only the contacts count; which '
                || 'figures these are in is not said.',
                null
            ),
            if(
                bool_or(regexp_matches(footnote, '^Of [0-9]+ of [0-9]+ sources all contacts lie')),
                'Of some sources of the network all contacts of this year lie in part of it; which figures these are in is not '
                || 'said.',
                null
            )
        ],
        lambda footnote: footnote is not null
    ) as of_some_sources
from told
group by network_code, year;

create or replace temp table marked_cell as
select
    cell.cell_id,
    broken_set.member_ids is not null as has_break,
    coalesce(mark_of_year.of_some_sources, []) as of_some_sources,
    coalesce(mark_of_year.has_finding, false)
    and coalesce(cell.framework, cell.reason_code) is not null
    and cell.setting_code is distinct from 'unknown' as has_finding
from shown_cell as cell
left join broken_set
    on broken_set.network_code = cell.network_code
    and broken_set.year = cell.year
    and broken_set.member_ids = list_sort(cell.member_ids)
left join mark_of_year
    on mark_of_year.network_code = cell.network_code
    and mark_of_year.year = cell.year
where cell.is_shown and not cell.is_of_members;

update disclosure_cell
set
    has_break = marked_cell.has_break,
    footnotes = list_concat(
        list_filter(
            disclosure_cell.footnotes,
            lambda footnote: not regexp_matches(
                footnote,
                '^(A finding on how|Break in the series|Of [0-9]+ more sources? all|Of [0-9]+ of [0-9]+ sources (a file|counts|all))'
            )
        ),
        marked_cell.of_some_sources,
        list_filter(
            [
                if(
                    marked_cell.has_break,
                    'Break in the series: some sources, in this figure or in one that must not be told apart from it, '
                    || 'recorded in another way than the year before.',
                    null
                ),
                if(
                    marked_cell.has_finding,
                    'A finding on how they record stands against some sources of the network in this year; which '
                    || 'figures these are in is not said.',
                    null
                )
            ],
            lambda footnote: footnote is not null
        )
    )
from marked_cell
where marked_cell.cell_id = disclosure_cell.cell_id;
