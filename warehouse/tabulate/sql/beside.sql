-- T5 and T5b: the forms of OCSEA, and the reasons that stand beside it (a reason that is itself OCSEA does not). To
-- compare: the same reasons on all contacts with a reason, and on those without OCSEA. Beside OCSEA nothing can stand
-- where a system holds one reason, so panel `able` has the same sources in all three.
create or replace temp table label_is_ocsea as
select
    label_pair.label_id,
    label_pair.doubts,
    bool_or(starts_with(reason_code || '.', 'violence.sexual.') and setting_code in ('online', 'both')) as may_be_ocsea
from label_pair
group by all;

create or replace temp table label_trait as
with form as (
    select code as reason_code from code where list = 'reason' and starts_with(code || '.', 'violence.sexual.')
),

of_form as (
    select
        label_id,
        doubts,
        form.reason_code,
        label_setting.reason_code = form.reason_code and setting_code in ('online', 'both') as is_in,
        is_in and surely_online and not may_be_other as is_sure
    from label_setting
    inner join form
        on may_be_online
        and (starts_with(form.reason_code || '.', label_setting.reason_code || '.') or (may_be_other and is_harm))
),

own as (
    select
        label_setting.label_id,
        label_setting.doubts,
        pair_cell.main_code,
        pair_cell.framework_code,
        not may_be_other and not may_be_ocsea as is_sure
    from label_setting
    inner join label_is_ocsea using (label_id, doubts)
    inner join pair_cell using (reason_code, setting_code)
    where pair_cell.framework = 'COMMON' and not (is_sexual and setting_code in ('online', 'both'))
),

may_be as (
    select distinct label_pair.label_id, label_pair.doubts, pair_cell.main_code, pair_cell.framework_code
    from label_pair
    inner join pair_cell using (reason_code, setting_code)
    where
        pair_cell.framework = 'COMMON'
        and not (starts_with(reason_code || '.', 'violence.sexual.') and setting_code in ('online', 'both'))
),

of_beside as (
    select label_id, doubts, main_code, framework_code, true as is_in, is_sure from own
    union all
    select label_id, doubts, main_code, framework_code, false, false from may_be
)

select 'form' as trait, label_id, doubts, 'violence' as main_code, reason_code as framework_code, is_in, is_sure
from of_form
union all
select 'beside', label_id, doubts, main_code, framework_code, is_in, is_sure
from of_beside;

create or replace temp table trait_question as
select *
from (
    values
        ('t5.form', 'form', 'ocsea_wide'),
        ('t5b.beside', 'beside', 'ocsea_wide'),
        ('t5b.beside_all', 'beside', 'with_reason'),
        ('t5b.beside_others', 'beside', 'not_ocsea')
) as question (statistic_code, trait, base);

create or replace temp table trait_count as
with pattern_trait as (
    select
        pattern_label.labels,
        label_trait.* exclude (label_id, is_in, is_sure),
        bool_or(is_in) as is_in,
        bool_or(is_sure) as is_sure
    from pattern_label
    inner join label_trait using (label_id)
    group by all
)

select
    counted_group.source_id,
    counted_group.contact_year,
    question.statistic_code,
    pattern_trait.main_code,
    pattern_trait.framework_code,
    coalesce(sum(n_contacts) filter (where group_base.is_in and pattern_trait.is_in), 0) as n_it,
    coalesce(sum(n_contacts) filter (where is_surely and is_sure), 0) as n_surely_sure,
    coalesce(sum(n_contacts) filter (where is_surely and not is_undecided), 0) as n_surely_may,
    coalesce(sum(n_contacts) filter (where is_sure), 0) as n_may_sure,
    coalesce(sum(n_contacts) filter (where not is_undecided), 0) as n_may_may
from counted_group
inner join pattern_trait using (labels, doubts)
inner join trait_question as question on question.trait = pattern_trait.trait
inner join group_base on group_base.group_id = counted_group.group_id and group_base.base = question.base
group by all;

create or replace temp table trait_cell as
select 'form' as trait, 'violence' as main_code, code.code as framework_code
from code
where code.list = 'reason' and starts_with(code.code || '.', 'violence.sexual.')
union all
select 'beside', main_code, framework_code
from cell
where framework = 'COMMON';

create or replace temp table able_trait as
select distinct
    expressible.source_id,
    expressible.contact_year,
    if(is_ocsea, 'form', 'beside') as trait,
    pair_cell.main_code,
    pair_cell.framework_code
from (
    select *, starts_with(reason_code || '.', 'violence.sexual.') and setting_code in ('online', 'both') as is_ocsea
    from expressible
) as expressible
inner join pair_cell using (reason_code, setting_code)
where pair_cell.framework = 'COMMON' and not (is_ocsea and pair_cell.framework_code is null);

create or replace temp table able_several as
select
    contact_group.source_id,
    contact_group.contact_year,
    -- two reasons contradict a declared limit, but not where the system had it for most of the year only
    any_value(system_year.can_record_several_reasons and coalesce(system_year.reason_cap, 2) >= 2)
    or bool_or(has_two_reasons and not system_year.is_mixed) as can_record_several
from contact_group
inner join system_year
    on system_year.source_id = contact_group.source_id
    and system_year.contact_year = contact_group.contact_year
group by all;

insert into figure by name
select
    base_total.source_id,
    base_total.contact_year,
    question.statistic_code,
    if(question.trait = 'form', null, 'COMMON') as framework,
    trait_cell.framework_code as reason_code,
    if(question.trait = 'form', null, trait_cell.framework_code) as framework_code,
    if(question.trait = 'form', null, trait_cell.main_code) as main_code,
    'contacts' as base_code,
    coalesce(trait_count.n_it, 0) as numerator,
    base_total.n_in as denominator,
    coalesce(n_surely_sure, 0) as n_sure,
    coalesce(n_may_may, 0) + n_undecided_may as n_may,
    n_surely - coalesce(n_surely_may, 0) - n_undecided_surely as n_rest_sure,
    n_may - coalesce(n_may_sure, 0) as n_rest_may,
    able_base.is_able and (question.trait = 'form' or able_several.can_record_several) as is_in_panel,
    -- to compare with, what a source of one reason records of its contacts is a figure too
    able_trait.source_id is not null and (is_in_panel or question.base <> 'ocsea_wide') as is_able,
    is_in_panel and (source_total.n_undecided + source_total.n_unplaced > 0 or wider.source_id is not null) as is_maybe_able
from trait_question as question
inner join base_total on base_total.base = question.base
inner join trait_cell on trait_cell.trait = question.trait
inner join source_total
    on source_total.source_id = base_total.source_id
    and source_total.contact_year = base_total.contact_year
inner join able_base
    on able_base.source_id = base_total.source_id
    and able_base.contact_year = base_total.contact_year
    and able_base.base = 'ocsea_wide'
inner join able_several
    on able_several.source_id = base_total.source_id
    and able_several.contact_year = base_total.contact_year
left join trait_count
    on trait_count.source_id = base_total.source_id
    and trait_count.contact_year = base_total.contact_year
    and trait_count.statistic_code = question.statistic_code
    and trait_count.main_code = trait_cell.main_code
    and trait_count.framework_code is not distinct from trait_cell.framework_code
left join able_trait
    on able_trait.source_id = base_total.source_id
    and able_trait.contact_year = base_total.contact_year
    and able_trait.trait = trait_cell.trait
    and able_trait.main_code = trait_cell.main_code
    and able_trait.framework_code is not distinct from trait_cell.framework_code
left join able_trait as wider
    on question.trait = 'form'
    and wider.trait = 'form'
    and wider.source_id = base_total.source_id
    and wider.contact_year = base_total.contact_year
    and wider.framework_code = 'violence.sexual'
    and trait_cell.framework_code <> 'violence.sexual';
