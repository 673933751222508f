-- How often each value of a one-answer field stands in a year: one pass over the contacts for all fields. Fields whose
-- decisions have days are counted by day. `sets` and `branches` have one part a field.
create or replace temp table answer_group as
select
    contact_year,
    {day} as contact_date,
    {names},
    grouping_id({names}) as grouped_by,
    count(*) as n_values
from current_contact
group by grouping sets ({sets});

create or replace temp view answer_count as
{branches};
