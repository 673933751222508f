select
    contact.contact_number,
    open_span.place
from (
    select
        contact_number,
        contact_date,
        unnest({entries}) as entry
    from current_contact
) as contact
join open_span
    on open_span.field = contact.entry.field
    and open_span.value = contact.entry.value
    and contact.contact_date between open_span.valid_from and open_span.valid_to
