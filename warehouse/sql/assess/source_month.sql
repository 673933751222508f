create or replace table source_month as
select
    source_id,
    contact_month,
    n_contacts,
    if(n_contact_type_asked = 0, null, n_counselling) as n_counselling,
    n_with_reason,
    n_with_two_reasons,
    n_reasons,
    n_violence,
    n_sexual,
    n_sexual_online,
    n_sexual_unknown,
    n_ocsea_wide,
    n_bullying,
    n_other_reasons
from month_count;
