-- T4: OCSEA of violence contacts (narrow, wide) and of sexual-violence contacts; how sexual violence and bullying took
-- place. What is both only because we put two ticks together is not surely so. `possible.sql` says what else may be.
create or replace temp table able_setting as
select
    source_total.source_id,
    source_total.contact_year,
    subtree.reason_code,
    coalesce(bool_or(expressible.setting_code in ('online', 'both')), false) as can_tell_technology,
    coalesce(bool_or(expressible.setting_code = 'online'), false) as can_tell_online,
    coalesce(bool_or(expressible.setting_code = 'offline'), false) as can_tell_offline,
    coalesce(bool_or(expressible.setting_code = 'both'), false)
    or (
        coalesce(bool_or(expressible.setting_code = 'online'), false)
        and coalesce(bool_or(expressible.setting_code = 'offline'), false)
        and bool_and(system_year.can_record_several_reasons)
    ) as can_tell_both,
    count(expressible.setting_code) > 0 as can_tell_subtree,
    -- a label that nobody has decided may be the one that tells it: no source leaves a panel because of that
    any_value(system_year.setting_capability_code) <> 'none' and any_value(source_total.n_undecided + n_unplaced) > 0
        as may_tell
from source_total
inner join system_year
    on system_year.source_id = source_total.source_id
    and system_year.contact_year = source_total.contact_year
cross join (values ('violence.sexual'), ('violence.bullying')) as subtree (reason_code)
left join expressible
    on expressible.source_id = source_total.source_id
    and expressible.contact_year = source_total.contact_year
    and starts_with(expressible.reason_code || '.', subtree.reason_code || '.')
group by all;

create or replace temp table ocsea_form as
select *
from (
    values
        ('t4.ocsea_narrow_of_violence', 'violence', 'core'),
        ('t4.ocsea_wide_of_violence', 'violence', 'violence.sexual'),
        ('t4.ocsea_narrow_of_sexual_violence', 'violence.sexual', 'core'),
        ('t4.ocsea_wide_of_sexual_violence', 'violence.sexual', 'violence.sexual')
) as form (statistic_code, base, form);

create or replace temp table ocsea_count as
with counted as (
    select
        form.statistic_code,
        counted_group.source_id,
        counted_group.contact_year,
        counted_group.n_contacts,
        counted_group.is_counted,
        if(form.form = 'core', is_ocsea_narrow, is_ocsea_wide) as is_it,
        if(form.base = 'violence', has_violence, sexual_setting is not null) as is_in_base
    from counted_group
    inner join pattern using (labels)
    cross join ocsea_form as form
    where is_counted
),

recorded as (
    select
        source_id,
        contact_year,
        statistic_code,
        coalesce(sum(n_contacts) filter (where is_it), 0) as numerator,
        coalesce(sum(n_contacts) filter (where is_in_base), 0) as denominator
    from counted
    group by all
),

possible as (
    select
        one.source_id,
        one.contact_year,
        form.statistic_code,
        coalesce(sum(one.n_contacts) filter (where one.is_counted and one.surely_online), 0) as n_sure,
        coalesce(sum(one.n_contacts) filter (where one.may_be_online), 0) as n_may,
        coalesce(
            sum(one.n_contacts) filter (where one.is_counted and base.surely_is_it and not one.may_be_online), 0
        ) as n_rest_sure,
        coalesce(sum(one.n_contacts) filter (where base.may_be_it and not one.surely_online), 0) as n_rest_may
    from ocsea_form as form
    inner join group_act as one on one.act = form.form
    inner join group_act as base on base.act = form.base and base.group_id = one.group_id
    group by all
)

select
    possible.*,
    coalesce(recorded.numerator, 0) as numerator,
    coalesce(recorded.denominator, 0) as denominator
from possible
left join recorded using (source_id, contact_year, statistic_code);

insert into figure by name
select
    able_setting.source_id,
    able_setting.contact_year,
    form.statistic_code,
    if(ends_with(form.statistic_code, 'sexual_violence'), 'violence.sexual', 'violence') as reason_code,
    'contacts' as base_code,
    coalesce(ocsea_count.numerator, 0) as numerator,
    coalesce(ocsea_count.denominator, 0) as denominator,
    coalesce(ocsea_count.n_sure, 0) as n_sure,
    coalesce(ocsea_count.n_may, 0) as n_may,
    coalesce(ocsea_count.n_rest_sure, 0) as n_rest_sure,
    coalesce(ocsea_count.n_rest_may, 0) as n_rest_may,
    able_setting.can_tell_technology or able_setting.may_tell as is_able,
    able_setting.can_tell_subtree or able_setting.may_tell as is_maybe_able
from able_setting
cross join ocsea_form as form
left join ocsea_count
    on ocsea_count.source_id = able_setting.source_id
    and ocsea_count.contact_year = able_setting.contact_year
    and ocsea_count.statistic_code = form.statistic_code
where able_setting.reason_code = 'violence.sexual';

-- `unknown` is what is recorded so: a fact, with nothing else that it might be.
create or replace temp table contact_setting_count as
with placed as (
    select
        counted_group.group_id,
        subtree.reason_code,
        if(subtree.reason_code = 'violence.sexual', sexual_setting, bullying_setting) as setting_code
    from counted_group
    inner join pattern using (labels)
    cross join (values ('violence.sexual'), ('violence.bullying')) as subtree (reason_code)
    where is_counted
),

judged as (
    select
        group_act.*,
        setting.setting_code,
        group_act.is_counted and placed.setting_code is not null as is_in_base,
        is_in_base and placed.setting_code = setting.setting_code as is_it,
        case setting.setting_code
            when 'online' then may_be_online and not surely_offline
            when 'offline' then may_be_offline and not surely_online
            when 'both' then may_be_online and may_be_offline
            else is_it
        end as may_be_so,
        case setting.setting_code
            when 'online' then surely_online and not may_be_offline
            when 'offline' then surely_offline and not may_be_online
            when 'both' then surely_both
            else is_it
        end as is_surely_so
    from group_act
    cross join (values ('online'), ('offline'), ('both'), ('unknown')) as setting (setting_code)
    left join placed
        on placed.group_id = group_act.group_id
        and placed.reason_code = group_act.act
    where group_act.act in ('violence.sexual', 'violence.bullying')
)

select
    source_id,
    contact_year,
    act as reason_code,
    setting_code,
    coalesce(sum(n_contacts) filter (where is_it), 0) as numerator,
    coalesce(sum(n_contacts) filter (where is_in_base), 0) as denominator,
    coalesce(sum(n_contacts) filter (where is_counted and is_surely_so), 0) as n_sure,
    coalesce(sum(n_contacts) filter (where may_be_it and may_be_so), 0) as n_may,
    coalesce(sum(n_contacts) filter (where is_counted and surely_is_it and not may_be_so), 0) as n_rest_sure,
    coalesce(sum(n_contacts) filter (where may_be_it and not is_surely_so), 0) as n_rest_may
from judged
group by all;

insert into figure by name
select
    able_setting.source_id,
    able_setting.contact_year,
    if(
        able_setting.reason_code = 'violence.sexual', 't4.setting_of_sexual_violence', 't4.setting_of_bullying'
    ) as statistic_code,
    able_setting.reason_code,
    setting.setting_code,
    'contacts' as base_code,
    coalesce(counted.numerator, 0) as numerator,
    coalesce(counted.denominator, 0) as denominator,
    coalesce(counted.n_sure, 0) as n_sure,
    coalesce(counted.n_may, 0) as n_may,
    coalesce(counted.n_rest_sure, 0) as n_rest_sure,
    coalesce(counted.n_rest_may, 0) as n_rest_may,
    case setting.setting_code
        when 'online' then able_setting.can_tell_online or able_setting.may_tell
        when 'offline' then able_setting.can_tell_offline or able_setting.may_tell
        when 'both' then able_setting.can_tell_both or able_setting.may_tell
        else true
    end as is_able,
    able_setting.can_tell_subtree or able_setting.may_tell as is_maybe_able,
    able_setting.can_tell_technology or able_setting.may_tell as is_in_panel
from able_setting
cross join (values ('online'), ('offline'), ('both'), ('unknown')) as setting (setting_code)
left join contact_setting_count as counted
    on counted.source_id = able_setting.source_id
    and counted.contact_year = able_setting.contact_year
    and counted.reason_code = able_setting.reason_code
    and counted.setting_code = setting.setting_code;
