-- The files that are held back and concern this year, of any source of the network: what they tell is not in the figure.
select
    delivery.source_id,
    delivery.delivery_id,
    delivery.file_name,
    cast(delivery.received_at as date) as received_on
from delivery
inner join source on source.source_id = delivery.source_id
inner join source_year
    on source_year.source_id = delivery.source_id
    and source_year.contact_year = $year
    and source_year.status_code in ('held', 'stale')
where
    delivery.status_code in ('held', 'refused')
    and source.network_code = $network
    and ($region is null or source.region_code = $region)
order by delivery.source_id, received_on, delivery.delivery_id
