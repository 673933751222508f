-- Reasons beside OCSEA (`t5b`): what all contacts have is what those with OCSEA have and what the others have. Where one of
-- the first two is hidden the third is too, base and count alike; where the third is too small, what is with OCSEA. That T2
-- tells what all contacts have gives nothing away then.
create or replace temp table hidden_beside as
with part as (
    select
        *,
        base_rule is not null and (denominator > 0 or is_base_nothing) as is_base_hidden,
        (status_code = 'available' or is_nothing_there) and (base_rule is not null or count_rule is not null)
            as is_count_hidden
    from disclosure_cell
    where statistic_code in ('t5b.beside', 't5b.beside_all', 't5b.beside_others')
)

select
    part.cell_id,
    bool_or(
        other.is_base_hidden
        and (part.statistic_code = 't5b.beside_others' or other.base_rule in ('small', 'members', 'dominance'))
    ) and any_value(part.base_rule) is null as hides_base,
    bool_or(
        other.is_count_hidden
        and (part.statistic_code = 't5b.beside_others' or other.count_rule in ('small', 'dominance', 'group'))
    ) and any_value(part.base_rule) is null and any_value(part.count_rule) is null as hides_count
from part
inner join part as other
    on other.network_code = part.network_code
    and other.year = part.year
    and other.panel_code = part.panel_code
    and other.base_code = part.base_code
    and other.main_code = part.main_code
    and other.region_code is not distinct from part.region_code
    and other.framework_code is not distinct from part.framework_code
where
    (part.statistic_code = 't5b.beside_others' and other.statistic_code <> 't5b.beside_others')
    or (part.statistic_code = 't5b.beside' and other.statistic_code = 't5b.beside_others')
group by part.cell_id
having hides_base or hides_count;

update disclosure_cell
set base_rule = if(hidden.hides_base, 'beside', disclosure_cell.base_rule),
    count_rule = if(hidden.hides_count, 'beside', disclosure_cell.count_rule)
from hidden_beside as hidden
where hidden.cell_id = disclosure_cell.cell_id;
