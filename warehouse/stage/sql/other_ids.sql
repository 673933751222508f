-- Contacts of an earlier and of a later file that share hardly an id: how many of the later are alike in all that is read
-- to one of the earlier, of those that nobody in their own file is like, and how many of those there are in the file that
-- has fewer.
with earlier as (
    select
        hash({known_by}) as known_by,
        any_value(contact_id) as contact_id,
        count(*) as n
    from read_parquet({earlier})
    where fate_code = 'used'
    group by known_by
),

later as (
    select
        hash({known_by}) as known_by,
        any_value(contact_id) as contact_id,
        count(*) as n
    from read_parquet({later})
    where fate_code = 'used'
    group by known_by
)

select
    (
        select count(*)
        from later
        inner join earlier using (known_by)
        where later.n = 1 and earlier.n = 1 and later.contact_id <> earlier.contact_id
    ) as n_twice,
    least((select count(*) from earlier where n = 1), (select count(*) from later where n = 1)) as n_alone
