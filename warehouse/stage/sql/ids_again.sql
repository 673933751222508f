-- By delivery: contacts that a newer version replaces whose days lie far apart, those whose id stands for nothing, and
-- all that are replaced. Rows of deliveries that were replaced whole have no newer version of their own.
select
    delivery_id,
    count(*) filter (where n_days_apart > {days}),
    count(*) filter (where identity in (select cast(unnest([{nothing}]) as uuid))),
    count(*)
from superseded
where n_days_apart is not null
group by delivery_id
having count(*) filter (where n_days_apart > {days} or identity in (select cast(unnest([{nothing}]) as uuid))) > 0
order by delivery_id
