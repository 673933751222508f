-- Of the contacts of a staged file, one record each, how many have records in one companion that disagree in something
-- that a contact has once, how many of those records are not seen, how many contacts stand under a key with others, how
-- many have records at all, and how many stand below the last one that has. Versions of one contact are one contact.
with used as (
    select
        staged.contact_id,
        staged.row_number,
        joined.{key} as key,
        joined.{differs} and joined.{has_records} as differs,
        joined.{unseen} as n_unseen,
        joined.{has_records} as has_records,
        joined.{records} as n_records
    from (
        select row_number, contact_id from read_parquet($1) where fate_code = 'used'
    ) as staged
    join {relation} as joined on joined.row_number = staged.row_number
),
by_key as (
    select
        key,
        count(distinct contact_id) as n_contacts,
        count(distinct contact_id) filter (where not has_records) as n_without,
        max(n_unseen) as n_unseen
    from used
    where n_records is not null
    group by key
)
select
    (select count(distinct contact_id) from used) as n_contacts,
    (select count(distinct contact_id) from used where differs) as n_differ,
    coalesce(sum(n_unseen), 0)::bigint as n_unseen,
    count(*) filter (where n_contacts > 1) as n_shared_keys,
    coalesce(sum(n_contacts) filter (where n_contacts > 1), 0)::bigint as n_shared,
    coalesce(sum(n_without), 0)::bigint as n_without,
    (select count(distinct contact_id) from used where n_records is not null) as n_beside,
    (
        select count(distinct contact_id) from used
        where row_number > (select max(last.row_number) from used as last where last.n_records is not null)
    ) as n_below
from by_key
