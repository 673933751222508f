-- T2: reasons by framework, mains and codes below, on two bases: contacts that carry it, and recorded reasons.
create or replace temp table code_count as
with pattern_cell as (
    select
        pattern_label.labels,
        label_place.doubts,
        framework,
        main_code,
        framework_code,
        count(*) filter (where is_in) as n_in,
        count(*) filter (where is_sure) as n_sure,
        count(*) as n_may
    from pattern_label
    inner join label_place using (label_id)
    group by all
)

select
    source_id,
    contact_year,
    framework,
    main_code,
    framework_code,
    coalesce(sum(n_contacts) filter (where is_counted and n_in > 0), 0) as n_contacts,
    coalesce(sum(n_contacts) filter (where is_counted and n_sure > 0), 0) as n_sure_contacts,
    coalesce(sum(n_contacts) filter (where n_sure > 0), 0) as n_sure_possible_contacts,
    coalesce(sum(n_contacts) filter (where is_counted and not is_undecided), 0) as n_may_contacts,
    coalesce(sum(n_contacts) filter (where not is_undecided), 0) as n_may_possible_contacts,
    coalesce(sum(n_contacts * n_in) filter (where is_counted), 0) as n_reasons,
    coalesce(sum(n_contacts * pattern_cell.n_sure) filter (where is_counted), 0) as n_sure_reasons,
    coalesce(sum(n_contacts * pattern_cell.n_sure), 0) as n_sure_possible_reasons,
    coalesce(sum(n_contacts * pattern_cell.n_may) filter (where is_counted), 0) as n_may_reasons,
    coalesce(sum(n_contacts * pattern_cell.n_may), 0) as n_may_possible_reasons
from counted_group
inner join pattern_cell using (labels, doubts)
group by all;

-- Cells that a source can record in a year, and those that it may have recorded in a form that does not tell them apart.
create or replace temp table cell_ability as
with possible as (
    select source_id, contact_year, pair_cell.*, true as is_told_apart
    from expressible
    inner join pair_cell using (reason_code, setting_code)
    union all
    select source_id, contact_year, open_cell.*, false
    from expressible
    inner join open_cell using (reason_code, setting_code)
)

select
    source_id, contact_year, framework, main_code, framework_code,
    bool_or(is_told_apart) as can_tell,
    bool_or(not is_told_apart) as may_tell
from possible
group by source_id, contact_year, framework, main_code, framework_code;

insert into figure by name
select
    source_total.source_id,
    source_total.contact_year,
    if(cell.framework_code is null, 't2.main', 't2.code') as statistic_code,
    cell.framework,
    if(cell.framework = 'COMMON', cell.framework_code, null) as reason_code,
    cell.framework_code,
    cell.main_code,
    base.base_code,
    if(base.base_code = 'contacts', coalesce(code_count.n_contacts, 0), coalesce(code_count.n_reasons, 0)) as numerator,
    if(base.base_code = 'contacts', source_total.n_with_reason, source_total.n_labels) as denominator,
    if(base.base_code = 'contacts', coalesce(n_sure_contacts, 0), coalesce(n_sure_reasons, 0)) as n_sure,
    if(
        base.base_code = 'contacts',
        coalesce(n_may_possible_contacts, 0) + n_undecided,
        coalesce(n_may_possible_reasons, 0) + n_undecided_values
    ) as n_may,
    if(
        base.base_code = 'contacts',
        n_with_reason - coalesce(n_may_contacts, 0) - n_undecided_in_base,
        n_labels - coalesce(n_may_reasons, 0)
    ) as n_rest_sure,
    if(
        base.base_code = 'contacts',
        n_with_reason_possible - coalesce(n_sure_possible_contacts, 0),
        n_labels_possible + n_undecided_values - coalesce(n_sure_possible_reasons, 0)
    ) as n_rest_may,
    coalesce(cell_ability.can_tell, false) as is_able,
    -- a label that nobody has decided may be the one that the source has for it
    coalesce(cell_ability.may_tell, false) or source_total.n_undecided + n_unplaced > 0 as is_maybe_able
from source_total
cross join cell
cross join (values ('contacts'), ('reasons')) as base (base_code)
left join code_count
    on code_count.source_id = source_total.source_id
    and code_count.contact_year = source_total.contact_year
    and code_count.framework = cell.framework
    and code_count.main_code = cell.main_code
    and code_count.framework_code is not distinct from cell.framework_code
left join cell_ability
    on cell_ability.source_id = source_total.source_id
    and cell_ability.contact_year = source_total.contact_year
    and cell_ability.framework = cell.framework
    and cell_ability.main_code = cell.main_code
    and cell_ability.framework_code is not distinct from cell.framework_code;
