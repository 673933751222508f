select
    contact.contact_number,
    open_span.place
from current_contact as contact
join open_span
    on open_span.field = '{field}'
    and open_span.value = contact.{field}
    and contact.contact_date between open_span.valid_from and open_span.valid_to
