select coalesce(delivery.source_id, counted.source_id) || '/' || coalesce(delivery.delivery_id, counted.delivery_id)
from release.main.delivery as delivery
full join (
    select contact.source_id, contact.delivery_id, count(*) as n_contacts
    from release.main.contact as contact
    group by contact.source_id, contact.delivery_id
) as counted
    on counted.source_id = delivery.source_id
    and counted.delivery_id = delivery.delivery_id
where delivery.delivery_id is null or coalesce(delivery.n_contacts, 0) <> coalesce(counted.n_contacts, 0)
order by 1
