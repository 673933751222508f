select
    contact_id,
    '{source_id}' as source_id,
    cast({year} as integer) as contact_year,
    reason_code,
    setting_code,
    setting_basis_code,
    is_setting_conflict,
    is_main,
    n_source_values,
    fit_code,
    decision_id
from contact_reason_row
order by contact_number, reason_code, setting_code
