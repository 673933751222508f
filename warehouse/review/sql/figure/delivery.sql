-- The deliveries on which the contacts of these sources and this year rest.
select
    delivery.source_id,
    delivery.delivery_id,
    delivery.file_name,
    cast(delivery.received_at as date) as received_on,
    count(*) as n_contacts
from contact
inner join delivery
    on delivery.delivery_id = contact.delivery_id
    and delivery.source_id = contact.source_id
where list_contains($sources, contact.source_id) and contact.contact_year = $year
group by all
order by delivery.source_id, received_on, delivery.delivery_id
