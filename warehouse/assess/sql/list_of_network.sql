-- A source of which no decision is known is taken to have a list on which all that its network records can be written.
-- Nothing else says what it can record, and "cannot" is never inferred from silence. Where the system does not tell
-- online from offline, neither does such a list.
insert into decision by name
select distinct
    'list of the network' as decision_id,
    source.source_id,
    'reason' as field,
    contact_reason.reason_code as source_value,
    'mapped' as outcome_code,
    contact_reason.reason_code as code,
    contact_reason.setting_code,
    contact_reason.setting_basis_code
from contact_reason
inner join source as other on other.source_id = contact_reason.source_id
inner join source on source.network_code = other.network_code
where
    source.source_id not in (select decision.source_id from decision)
    and (
        source.setting_capability_code <> 'none'
        or contact_reason.setting_code in ('unknown', 'not_applicable')
        or contact_reason.setting_basis_code = 'nature'
    );
