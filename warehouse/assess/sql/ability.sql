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
    any_value(source.can_record_several_reasons or told.shows_several) as several,
    any_value(source.reason_cap) is not null as cap,
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
inner join source on source.source_id = told.source_id
group by told.source_id, told.contact_year;
