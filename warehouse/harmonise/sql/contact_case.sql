-- The reasons of contacts, each once for all contacts that say the same: what they mean, and what was recorded of the
-- setting beside the reason and for the contact as a whole.
create or replace temp table contact_case as
select
    row_number() over () as case_number,
    profile.profile_number,
    profile.reason.is_main as is_main,
    decided.outcome_code,
    decided.answers,
    beside.code as beside_code,
    around.code as around_code,
    -- a value of the setting that only says where is decided so: basis `list`
    coalesce(beside.basis_code = 'list', false) as is_beside_place,
    coalesce(around.basis_code = 'list', false) as is_around_place
from profile_reason as profile
join decided
    on decided.field = 'reason'
    and decided.source_value = profile.reason.value
    and profile.day between decided.valid_from and decided.valid_to
left join decided_answer as beside
    on beside.field = 'setting'
    and beside.source_value = profile.reason.setting
    and profile.day between beside.valid_from and beside.valid_to
left join decided_answer as around
    on around.field = 'setting'
    and around.source_value = profile.contact_setting
    and profile.day between around.valid_from and around.valid_to;

create or replace temp view reason_case as
select
    case_number,
    answers,
    beside_code,
    around_code,
    is_beside_place,
    is_around_place,
    -- What stands beside a reason was said of it, a field of the contact was not.
    beside_code is null as is_of_contact
from contact_case
where outcome_code = 'mapped'
