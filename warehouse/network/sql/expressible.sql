-- Which (reason, setting) a source can record in a year: what its decisions of that year give, under what its system could
-- then, less what it declares that it cannot; and whatever its contacts do show. The basis of structural zeros.
create or replace temp table expressible as
with allowed as (
    select distinct reason_code, setting_code from crosswalk
),

years as (
    from recorded_year
),

decided as (
    select distinct years.source_id, years.contact_year, decision.field, decision.code, decision.setting_code
    from years
    inner join decision
        on decision.source_id = years.source_id
        and decision.outcome_code = 'mapped'
        and coalesce(decision.valid_from <= make_date(years.contact_year, 12, 31), true)
        and coalesce(decision.valid_to >= make_date(years.contact_year, 1, 1), true)
    where decision.field in ('reason', 'setting')
),

by_capability as (
    -- the settings that the source can give to a reason whose own words do not tell
    select years.source_id, years.contact_year, 'unknown' as setting_code
    from years
    union
    select years.source_id, years.contact_year, 'online'
    from years
    inner join system_year using (source_id, contact_year)
    where system_year.setting_capability_code = 'remit'
    union
    select decided.source_id, decided.contact_year, decided.code
    from decided
    inner join system_year using (source_id, contact_year)
    where decided.field = 'setting' and system_year.setting_capability_code in ('per_reason', 'per_contact')
),

by_decision as (
    select decided.source_id, decided.contact_year, decided.code as reason_code, allowed.setting_code
    from decided
    inner join allowed on allowed.reason_code = decided.code
    left join by_capability
        on by_capability.source_id = decided.source_id
        and by_capability.contact_year = decided.contact_year
        and by_capability.setting_code = allowed.setting_code
    where
        decided.field = 'reason'
        and case
            when decided.setting_code is not null then allowed.setting_code = decided.setting_code
            when allowed.setting_code in ('online', 'both', 'unknown') then by_capability.setting_code is not null
            when allowed.setting_code = 'not_applicable' then true
            -- offline: by nature where nothing else is allowed, else by capability
            else
                by_capability.setting_code is not null
                or not exists (
                    select 1 from allowed as other where other.reason_code = decided.code and other.setting_code = 'unknown'
                )
        end
)

select by_decision.source_id, by_decision.contact_year, by_decision.reason_code, by_decision.setting_code
from by_decision
where
    not exists (
        select 1
        from source_declaration
        where
            source_declaration.source_id = by_decision.source_id
            and source_declaration.declaration_code = 'cannot_record'
            and starts_with(by_decision.reason_code || '.', source_declaration.reason_code || '.')
            and coalesce(source_declaration.setting_code = by_decision.setting_code, true)
    )
union
select contact_group.source_id, contact_group.contact_year, label.reason_code, label.setting_code
from contact_group
inner join pattern_label using (labels)
inner join label using (label_id);
