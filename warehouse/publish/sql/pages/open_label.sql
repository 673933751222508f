-- labels that nobody has decided, as the release shows them, those with most contacts first
with label as (
    select
        source_id,
        field,
        source_value,
        sum(n_values)::bigint as n_values,
        sum(n_contacts)::bigint as n_contacts,
        min(contact_year) as first_year,
        max(contact_year) as last_year
    from release.main.source_value
    where outcome_code = 'unmapped'
    group by source_id, field, source_value
)

select
    *,
    count(*) over (partition by source_id) as n_labels,
    sum(n_values) over (partition by source_id)::bigint as n_all_values
from label
qualify row_number() over (
    partition by source_id
    order by n_contacts desc, n_values desc, field, source_value
) <= ${most}
order by source_id, n_contacts desc, n_values desc, field, source_value
