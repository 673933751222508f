-- What contacts without ids are known by in the staged files of several deliveries, by place: what nobody else in the
-- delivery has. Two contacts that are alike in everything are no sign that a file came again. A file that came again as it
-- was gives the same contacts, which count once.
create or replace temp table contact_content as
with content as (
    {contents}
)

select place, known_by, count(*) = 1 as is_alone, any_value(contact_id) as contact_id
from content
group by place, known_by;

create or replace temp table contact_twice as
select later.place as later, earlier.place as earlier, later.known_by
from contact_content as later
inner join contact_content as earlier on earlier.known_by = later.known_by and earlier.place < later.place
where later.is_alone and earlier.is_alone and later.contact_id <> earlier.contact_id;
