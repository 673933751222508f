-- In how many contacts the last value to be decided has that place in the worklist.
create or replace temp table open_contact as
select
    last_place,
    count(*) as n_contacts
from (
    select
        contact_number,
        max(place) as last_place
    from ({hits})
    group by contact_number
)
group by last_place
