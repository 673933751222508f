-- Members that gave counts only are in figures of reasons and in none of contacts. Of one or two of them the difference of
-- the two would be theirs, code by code: then no figure of reasons is shown; where it is so in a region only, none by region,
-- since the whole without the others would be that region.
update disclosure_cell
set base_rule = 'panels'
from (
    select
        network_code,
        year,
        region_code
    from (
        select
            network_code,
            year,
            region_code,
            member_id,
            bool_or(base_code = 'contacts') as has_contacts
        -- of thousands of figures whose members are the same, the members are listed once
        from (
            select distinct network_code, year, region_code, base_code, member_ids
            from disclosure_cell
            where starts_with(statistic_code, 't2.') and panel_code = 'all' and base_code in ('reasons', 'contacts')
        ) as counted
        cross join unnest(counted.member_ids) as member (member_id)
        group by network_code, year, region_code, member_id
    )
    where not has_contacts
    group by network_code, year, region_code
    having count(*) between 1 and ${fewest_members} - 1
) as few
where
    few.network_code = disclosure_cell.network_code
    and few.year = disclosure_cell.year
    and (few.region_code is null or disclosure_cell.region_code is not null)
    and disclosure_cell.base_code = 'reasons'
    and disclosure_cell.base_rule is null;
