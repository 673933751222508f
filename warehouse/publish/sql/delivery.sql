-- the lake's manifests count a contact's distinct reasons; the table counts rows of contact_reason
select
    delivery.* replace (
        case when delivery.n_reasons is not null then coalesce(counted.n_reasons, 0) end as n_reasons
    )
from delivery
left join (
    select contact.source_id, contact.delivery_id, count(*) as n_reasons
    from contact_reason
    inner join contact on contact.contact_id = contact_reason.contact_id
    group by contact.source_id, contact.delivery_id
) as counted
    on counted.source_id = delivery.source_id
    and counted.delivery_id = delivery.delivery_id
