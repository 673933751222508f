-- T4: OCSEA of violence contacts (narrow, wide) and of sexual-violence contacts; how sexual violence and bullying took
-- place. Open is what is not told, and what is offline only by the list's neighbours; weak is what is offline by those
-- neighbours, and what is both only because we put two ticks together.
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
        and bool_and(source.can_record_several_reasons)
    ) as can_tell_both,
    count(expressible.setting_code) > 0 as can_tell_subtree
from source_total
inner join source on source.source_id = source_total.source_id
cross join (values ('violence.sexual'), ('violence.bullying')) as subtree (reason_code)
left join expressible
    on expressible.source_id = source_total.source_id
    and expressible.contact_year = source_total.contact_year
    and starts_with(expressible.reason_code || '.', subtree.reason_code || '.')
group by all;

create or replace temp table setting_count as
select
    contact_group.source_id,
    contact_group.contact_year,
    sum(n_contacts) filter (where is_ocsea_narrow) as n_narrow,
    sum(n_contacts) filter (where is_ocsea_narrow_maybe) as n_narrow_open,
    sum(n_contacts) filter (where is_ocsea_wide) as n_wide,
    sum(n_contacts) filter (where is_ocsea_wide_maybe) as n_wide_open
from contact_group
inner join pattern using (labels)
where is_counted
group by all;

insert into figure by name
select
    source_total.source_id,
    source_total.contact_year,
    statistic.statistic_code,
    statistic.reason_code,
    'contacts' as base_code,
    coalesce(if(statistic.is_narrow, setting_count.n_narrow, setting_count.n_wide), 0) as numerator,
    coalesce(if(statistic.is_narrow, setting_count.n_narrow_open, setting_count.n_wide_open), 0) as n_open,
    if(statistic.reason_code = 'violence', source_total.n_violence, source_total.n_sexual) as denominator,
    able_setting.can_tell_technology as is_able,
    able_setting.can_tell_subtree as is_maybe_able
from source_total
inner join able_setting
    on able_setting.source_id = source_total.source_id
    and able_setting.contact_year = source_total.contact_year
    and able_setting.reason_code = 'violence.sexual'
cross join (
    values
        ('t4.ocsea_narrow_of_violence', 'violence', true),
        ('t4.ocsea_wide_of_violence', 'violence', false),
        ('t4.ocsea_narrow_of_sexual_violence', 'violence.sexual', true),
        ('t4.ocsea_wide_of_sexual_violence', 'violence.sexual', false)
) as statistic (statistic_code, reason_code, is_narrow)
left join setting_count
    on setting_count.source_id = source_total.source_id
    and setting_count.contact_year = source_total.contact_year;

create or replace temp table contact_setting_count as
with placed as (
    select source_id, contact_year, n_contacts, 'violence.sexual' as reason_code, sexual_setting as setting_code,
        is_sexual_by_list as is_by_list, is_sexual_both_recorded as is_both_recorded
    from contact_group
    inner join pattern using (labels)
    where is_counted and sexual_setting is not null
    union all
    select source_id, contact_year, n_contacts, 'violence.bullying', bullying_setting, is_bullying_by_list,
        is_bullying_both_recorded
    from contact_group
    inner join pattern using (labels)
    where is_counted and bullying_setting is not null
)

select
    placed.source_id,
    placed.contact_year,
    placed.reason_code,
    setting.setting_code,
    sum(n_contacts) filter (where placed.setting_code = setting.setting_code) as n_contacts,
    sum(n_contacts) filter (
        where
            setting.setting_code <> 'unknown'
            and placed.setting_code <> setting.setting_code
            and (placed.setting_code = 'unknown' or (placed.setting_code = 'offline' and placed.is_by_list))
    ) as n_open,
    sum(n_contacts) filter (
        where
            placed.setting_code = setting.setting_code
            and (
                (placed.setting_code = 'offline' and placed.is_by_list)
                or (placed.setting_code = 'both' and not placed.is_both_recorded)
            )
    ) as n_weak
from placed
cross join (values ('online'), ('offline'), ('both'), ('unknown')) as setting (setting_code)
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
    coalesce(contact_setting_count.n_contacts, 0) as numerator,
    coalesce(contact_setting_count.n_open, 0) as n_open,
    coalesce(contact_setting_count.n_weak, 0) as n_weak,
    if(able_setting.reason_code = 'violence.sexual', source_total.n_sexual, source_total.n_bullying) as denominator,
    case setting.setting_code
        when 'online' then able_setting.can_tell_online
        when 'offline' then able_setting.can_tell_offline
        when 'both' then able_setting.can_tell_both
        else true
    end as is_able,
    able_setting.can_tell_subtree as is_maybe_able,
    able_setting.can_tell_technology as is_in_panel
from able_setting
inner join source_total
    on source_total.source_id = able_setting.source_id
    and source_total.contact_year = able_setting.contact_year
cross join (values ('online'), ('offline'), ('both'), ('unknown')) as setting (setting_code)
left join contact_setting_count
    on contact_setting_count.source_id = able_setting.source_id
    and contact_setting_count.contact_year = able_setting.contact_year
    and contact_setting_count.reason_code = able_setting.reason_code
    and contact_setting_count.setting_code = setting.setting_code;
