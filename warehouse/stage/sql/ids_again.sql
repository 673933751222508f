-- By delivery: contacts that a newer version replaces whose days lie far apart, those whose id stands for nothing, and
-- all that are replaced. Rows of deliveries that were replaced whole have no newer version of their own. A number that
-- follows on one that came again as well, and whose contact kept its day, is one of a row: a file that repeats the
-- contacts 1 to 120 repeats 99.
with nothing as (
    select
        cast(unnest([{nothing}]) as uuid) as identity,
        cast(unnest([{before}]) as uuid) as number_before
)
select
    delivery_id,
    count(*) filter (where is_far) as n_far,
    count(*) filter (where is_nothing) as n_nothing,
    count(*) as n_replaced
from (
    select
        delivery_id,
        n_days_apart > {days} as is_far,
        identity in (select nothing.identity from nothing)
        and not (
            n_days_apart = 0
            and identity in (
                select nothing.identity
                from nothing
                where nothing.number_before in (select again.identity from superseded as again)
            )
        ) as is_nothing
    from superseded
    where n_days_apart is not null
)
group by delivery_id
having n_far > 0 or n_nothing > 0
order by delivery_id
