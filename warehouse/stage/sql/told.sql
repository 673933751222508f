-- Used records of a staged file, and how many of them tell each answer, online or offline (of the contact or beside a reason), and a
-- reason.
with listed as (
    select
        cells,
        len(reasons) > 0 as has_reason,
        len(list_filter(reasons, lambda one: trim(one.setting) <> '')) > 0 as has_setting
    from read_parquet({lists})
    where kind_code = 'reason'
)

select
    count(*) as n_told_of,
    {answers}
    count(*) filter (
        where trim(contact.setting) <> '' or contact.reasons in (select listed.cells from listed where listed.has_setting)
    ) as setting,
    count(*) filter (where contact.reasons in (select listed.cells from listed where listed.has_reason)) as reason
from read_parquet({staged}) as contact
where contact.fate_code = 'used'
