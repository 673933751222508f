-- Contacts with an open value among the reasons, found on what they say in common.
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
    from profile_reason
    join open_span
        on open_span.field = 'reason'
        and open_span.value = profile_reason.reason.value
        and profile_reason.day between open_span.valid_from and open_span.valid_to
    group by profile_number
) as hit using (profile_number)
