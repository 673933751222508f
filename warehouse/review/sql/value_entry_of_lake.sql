-- The same from the coverage of the lake, where there are no staged contacts to read: every value stands by itself.
create or replace temp table value_entry as
select
    row_number() over () as pattern_id,
    make_date(contact_year, 12, 31) as day,
    field,
    source_value as value,
    n_contacts,
    n_values
from source_value
where source_value is not null
