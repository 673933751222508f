-- What a source can record at all in a year, by its system and its list: where it cannot, a metric is NULL and never 0.
-- Several reasons: also where the data contradict the declaration.
create or replace temp table ability as
with told as (
    select
        year_metric.source_id,
        year_metric.contact_year,
        year_metric.n_with_two_reasons > 0 as shows_several,
        expressible.setting_code,
        coalesce(starts_with(expressible.reason_code || '.', 'violence.'), false) as is_violence,
        coalesce(starts_with(expressible.reason_code || '.', 'violence.sexual.'), false) as is_sexual,
        coalesce(starts_with(expressible.reason_code || '.', 'violence.bullying.'), false) as is_bullying
    from year_metric
    left join expressible
        on expressible.source_id = year_metric.source_id
        and expressible.contact_year = year_metric.contact_year
)

select
    told.source_id,
    told.contact_year,
    any_value(system_year.can_record_several_reasons or told.shows_several) as several,
    any_value(system_year.reason_cap) is not null as cap,
    coalesce(bool_or(told.setting_code = 'both'), false) as both_on_one,
    bool_or(told.is_violence) as violence,
    bool_or(told.is_sexual) as sexual,
    bool_or(told.is_sexual and told.setting_code = 'online') as sexual_online,
    bool_or(told.is_sexual and told.setting_code = 'offline') as sexual_offline,
    bool_or(told.is_sexual and told.setting_code = 'both') or (several and sexual_online and sexual_offline)
        as sexual_both,
    sexual_online or sexual_both as ocsea,
    bool_or(told.is_bullying) as bullying,
    bool_or(told.is_bullying and told.setting_code = 'online') as bullying_online,
    bool_or(told.is_bullying and told.setting_code = 'offline') as bullying_offline,
    bool_or(told.is_bullying and told.setting_code = 'both') or (several and bullying_online and bullying_offline)
        as bullying_both,
    any_value(
        exists (
            select 1
            from decision
            where decision.source_id = told.source_id
                and decision.field = 'contact_type'
                and starts_with(decision.code || '.', 'non_counselling.')
        )
    ) as non_counselling
from told
inner join system_year
    on system_year.source_id = told.source_id
    and system_year.contact_year = told.contact_year
group by told.source_id, told.contact_year;

-- The same of a month of a year in which the system was changed: before, it may not have been able to what it can after.
create or replace temp table month_ability as
with held as (
    select
        month_count.source_id,
        month_count.contact_month,
        bool_or(system_period.can_record_several_reasons) as several,
        bool_or(system_period.setting_capability_code <> 'none') as setting
    from month_count
    inner join system_period
        on system_period.source_id = month_count.source_id
        and last_day(month_count.contact_month) >= coalesce(system_period.valid_from, month_count.contact_month)
        and month_count.contact_month <= coalesce(system_period.valid_to, month_count.contact_month)
    group by all
)

select
    ability.* exclude (several, contact_year),
    month_count.contact_month,
    ability.several and (held.several or month_count.n_with_two_reasons > 0 or not system_year.is_mixed) as several,
    held.setting or month_count.n_tellable_online > 0 or not system_year.is_mixed as setting
from month_count
inner join held
    on held.source_id = month_count.source_id
    and held.contact_month = month_count.contact_month
inner join ability
    on ability.source_id = month_count.source_id
    and ability.contact_year = month_count.contact_year
inner join system_year
    on system_year.source_id = month_count.source_id
    and system_year.contact_year = month_count.contact_year;
