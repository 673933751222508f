-- On how many days both a later and an earlier staged file have contacts, the contacts of either on these days, how many of
-- the later one's are the same contact in the earlier one, and how many, of whatever day, are in the earlier one only.
with later as (
    select contact_date, contact_id from read_parquet($1) where fate_code = 'used'
),

earlier as (
    select contact_date, contact_id from read_parquet($2) where fate_code = 'used'
),

common as (
    select distinct contact_date from later semi join earlier using (contact_date)
)

select
    (select count(*) from common),
    (select count(*) from later semi join common using (contact_date)),
    (select count(*) from earlier semi join common using (contact_date)),
    (select count(*) from later semi join earlier using (contact_id)),
    (select count(*) from earlier anti join later using (contact_id))
