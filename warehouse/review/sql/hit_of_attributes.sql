-- Contacts with an open value among the attributes, found on what they say in common.
select
    contact.contact_number,
    hit.place
from current_contact as contact
join attribute_profile as profile
    on profile.contact_year = contact.contact_year
    and profile.attributes_number = contact.attributes_number
    and profile.day = {attribute_day}
join (
    select
        profile_number,
        max(place) as place
    from profile_attribute
    join open_span
        on open_span.field = profile_attribute.answer.attribute
        and open_span.value = profile_attribute.answer.value
        and profile_attribute.day between open_span.valid_from and open_span.valid_to
    group by profile_number
) as hit using (profile_number)
