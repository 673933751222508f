-- Source-years in which nothing that is recorded could say both: no value of the setting and no label means it, and no two
-- labels of a list that is ticked as often as one likes say one each. Two reasons with a setting beside each say it of two
-- acts, not of one. An online service knows its contacts as online, whatever else happened.
select expressible.source_id, expressible.contact_year
from expressible
inner join system_year using (source_id, contact_year)
where system_year.setting_capability_code <> 'none'
group by all
having
    bool_or(expressible.setting_code = 'online')
    and not bool_or(expressible.setting_code = 'both')
    and not (
        any_value(system_year.setting_capability_code = 'by_list' and system_year.can_record_several_reasons)
        and bool_or(
            expressible.setting_code = 'offline'
            and expressible.reason_code in (select tellable_reason.reason_code from tellable_reason)
        )
    );
