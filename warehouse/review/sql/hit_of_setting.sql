-- Contacts with an open value among the settings, found on what they say in common.
select
    contact.contact_number,
    hit.place
from current_contact as contact
join reason_profile as profile
    on profile.contact_year = contact.contact_year
    and profile.reasons_number = contact.reasons_number
    and profile.setting is not distinct from contact.setting
    and profile.day = {reason_day}
join (
    select
        profile_number,
        max(place) as place
    from (
        select profile_number, day, reason.setting as value from profile_reason
        union all
        select profile_number, day, setting from reason_profile
    ) as recorded
    join open_span
        on open_span.field = 'setting'
        and open_span.value = recorded.value
        and recorded.day between open_span.valid_from and open_span.valid_to
    group by profile_number
) as hit using (profile_number)
