-- What the texts of single records stand for: by text the list, and the list as it is written where it stands alone.
create or replace temp table record_text as
select
    kind_code,
    cells,
    reasons,
    attributes,
    cast(
        case kind_code when 'reason' then to_json(flatten([reasons])) else to_json(flatten([attributes])) end as varchar
    ) as written
from ({lists})
