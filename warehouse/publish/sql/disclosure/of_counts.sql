-- Members that gave counts only are in figures of reasons and in none of contacts. Of one or two of them the difference of
-- the two would be theirs, code by code: then no figure of reasons is shown; where it is so in a region only, none by region,
-- since the whole without the others would be that region.
update disclosure_cell
set base_rule = 'panels'
from (
    select
        network_code,
        year,
        region_code,
        flatten(list(member_ids) filter (where base_code = 'reasons')) as of_reasons,
        flatten(list(member_ids) filter (where base_code = 'contacts')) as of_contacts
    from disclosure_cell
    where starts_with(statistic_code, 't2.') and panel_code = 'all' and base_code in ('reasons', 'contacts')
    group by network_code, year, region_code
    having
        len(list_filter(list_distinct(of_reasons), lambda one: not list_contains(of_contacts, one)))
        between 1 and ${fewest_members} - 1
) as few
where
    few.network_code = disclosure_cell.network_code
    and few.year = disclosure_cell.year
    and (few.region_code is null or disclosure_cell.region_code is not null)
    and disclosure_cell.base_code = 'reasons'
    and disclosure_cell.base_rule is null;
