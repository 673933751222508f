-- T2: reasons by framework, mains and codes below, on two bases: contacts that carry it, and recorded reasons.
create or replace temp table code_count as
with grouped as (
    select source_id, contact_year, labels, sum(n_contacts) as n_contacts
    from contact_group
    where is_counted and len(labels) > 0
    group by all
),

in_pattern as (
    select labels, framework, main_code, framework_code, count(distinct label_id) as n_labels
    from pattern_label
    inner join label_cell using (label_id)
    group by all
),

open_in_pattern as (
    select labels, framework, main_code, framework_code, count(distinct label_id) as n_labels
    from pattern_label
    inner join label_open using (label_id)
    group by all
),

counted as (
    select
        source_id,
        contact_year,
        framework,
        main_code,
        framework_code,
        sum(n_contacts) as n_contacts,
        sum(n_contacts * n_labels) as n_reasons,
        0 as n_open_contacts,
        0 as n_open_reasons
    from grouped
    inner join in_pattern using (labels)
    group by all
    union all
    select
        grouped.source_id,
        grouped.contact_year,
        open_in_pattern.framework,
        open_in_pattern.main_code,
        open_in_pattern.framework_code,
        0,
        0,
        coalesce(sum(grouped.n_contacts) filter (where in_pattern.labels is null), 0),
        sum(grouped.n_contacts * open_in_pattern.n_labels)
    from grouped
    inner join open_in_pattern using (labels)
    left join in_pattern
        on in_pattern.labels = open_in_pattern.labels
        and in_pattern.framework = open_in_pattern.framework
        and in_pattern.main_code = open_in_pattern.main_code
        and in_pattern.framework_code is not distinct from open_in_pattern.framework_code
    group by all
)

select
    source_id,
    contact_year,
    framework,
    main_code,
    framework_code,
    sum(n_contacts) as n_contacts,
    sum(n_reasons) as n_reasons,
    sum(n_open_contacts) as n_open_contacts,
    sum(n_open_reasons) as n_open_reasons
from counted
group by all;

create or replace temp table able_cell as
select distinct source_id, contact_year, framework, main_code, framework_code
from expressible
inner join pair_cell using (reason_code, setting_code);

create or replace temp table maybe_able_cell as
select distinct source_id, contact_year, framework, main_code, framework_code
from expressible
inner join open_cell using (reason_code, setting_code);

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
    coalesce(if(base.base_code = 'contacts', code_count.n_contacts, code_count.n_reasons), 0) as numerator,
    coalesce(if(base.base_code = 'contacts', code_count.n_open_contacts, code_count.n_open_reasons), 0) as n_open,
    if(base.base_code = 'contacts', source_total.n_with_reason, source_total.n_labels) as denominator,
    able_cell.source_id is not null
    or cell.main_code in ('undetermined', 'none')
    or coalesce(cell.framework_code in ('undetermined', 'none'), false) as is_able,
    maybe_able_cell.source_id is not null as is_maybe_able
from source_total
cross join cell
cross join (values ('contacts'), ('reasons')) as base (base_code)
left join code_count
    on code_count.source_id = source_total.source_id
    and code_count.contact_year = source_total.contact_year
    and code_count.framework = cell.framework
    and code_count.main_code = cell.main_code
    and code_count.framework_code is not distinct from cell.framework_code
left join able_cell
    on able_cell.source_id = source_total.source_id
    and able_cell.contact_year = source_total.contact_year
    and able_cell.framework = cell.framework
    and able_cell.main_code = cell.main_code
    and able_cell.framework_code is not distinct from cell.framework_code
left join maybe_able_cell
    on maybe_able_cell.source_id = source_total.source_id
    and maybe_able_cell.contact_year = source_total.contact_year
    and maybe_able_cell.framework = cell.framework
    and maybe_able_cell.main_code = cell.main_code
    and maybe_able_cell.framework_code is not distinct from cell.framework_code;
