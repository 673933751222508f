-- The first values of the worklist, each with the contacts that get their last answer when it and all above it are decided.
select
    open_value.place,
    open_value.field,
    open_value.value,
    open_value.n_values,
    open_value.n_contacts,
    cast(coalesce(sum(open_contact.n_contacts) over (order by open_value.place), 0) as bigint) as n_settled
from open_value
left join open_contact on open_contact.last_place = open_value.place
qualify open_value.place <= $1
order by open_value.place
