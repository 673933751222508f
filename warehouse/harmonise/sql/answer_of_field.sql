-- What the values of one field mean; its codes are an enumeration, which takes a byte.
create or replace temp table answer_of_{field} as
select
    source_value,
    valid_from,
    valid_to,
    cast(code as {list}_code) as code,
    age_years
from decided_answer
where field = '{field}'
