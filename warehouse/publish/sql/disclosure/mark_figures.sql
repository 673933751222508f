-- Marks in words without a number, after all other footnotes: a break on every figure of the sets of members in
-- `broken_set`; a finding on how they record on every figure by reasons of a network's year in which any has one, as only
-- these are asked for it (`tabulate/cells.sql`). Numbers of both, which the exact table has, are taken out.
create or replace temp table marked_cell as
with year_with_finding as (
    select distinct network_code, year
    from disclosure_cell
    where len(list_filter(footnotes, lambda footnote: starts_with(footnote, 'A finding on how'))) > 0
)

select
    cell.cell_id,
    broken_set.member_ids is not null as has_break,
    year_with_finding.year is not null
    and coalesce(cell.framework, cell.reason_code) is not null
    and cell.setting_code is distinct from 'unknown' as has_finding
from shown_cell as cell
left join broken_set
    on broken_set.network_code = cell.network_code
    and broken_set.year = cell.year
    and broken_set.member_ids = list_sort(cell.member_ids)
left join year_with_finding
    on year_with_finding.network_code = cell.network_code
    and year_with_finding.year = cell.year
where cell.is_shown and not cell.is_of_members;

update disclosure_cell
set
    has_break = marked_cell.has_break,
    footnotes = list_concat(
        list_filter(
            disclosure_cell.footnotes, lambda footnote: not regexp_matches(footnote, '^(A finding on how|Break in the series)')
        ),
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
