-- What earlier releases showed of a network-year and region, base or count, by what each member has in it: `base_ids` are the
-- members in the base of such figures, of whom a count that is missing is none.
select
    network_code,
    year,
    region_code,
    base_ids,
    ids,
    parts,
    bool_or(is_base) as is_base
from (
    select
        network_code, year, region_code, member_ids as base_ids, member_ids as ids, member_parts as parts, true as is_base
    from earlier_cell
    union all
    select network_code, year, region_code, member_ids, counted_member_ids, counted_parts, false
    from earlier_cell
    where is_count_shown and len(counted_member_ids) > 0
)
group by network_code, year, region_code, base_ids, ids, parts;
