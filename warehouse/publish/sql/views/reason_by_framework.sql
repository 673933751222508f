select
    contact_reason.contact_id,
    contact_reason.source_id,
    contact_reason.contact_year,
    contact_reason.reason_code,
    reason.label as reason,
    contact_reason.setting_code,
    contact_reason.setting_basis_code,
    crosswalk.framework,
    crosswalk.framework_code,
    crosswalk.framework_label,
    crosswalk.main_code,
    crosswalk.main_label,
    crosswalk.rollup_code,
    crosswalk.candidates
from contact_reason
inner join crosswalk
    on crosswalk.reason_code = contact_reason.reason_code
    and crosswalk.setting_code = contact_reason.setting_code
left join code as reason on reason.list = 'reason' and reason.code = contact_reason.reason_code
