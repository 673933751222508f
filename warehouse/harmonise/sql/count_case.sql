-- The labels of counts, each once for all counts that say the same of reason, setting and period. What is recorded of the
-- setting stands on the very count of that reason, so that the two can contradict each other; but it is a field of the
-- contacts that were counted, which makes no bodily act online.
create or replace temp table count_case as
select
    row_number() over () as case_number,
    counted.reason,
    counted.setting,
    counted.period_start,
    decided.outcome_code,
    decided.answers,
    recorded.code as recorded_code,
    coalesce(recorded.basis_code = 'list', false) as is_recorded_place
from (select distinct reason, setting, period_start from current_count where reason is not null) as counted
join decided
    on decided.field = 'reason'
    and decided.source_value = counted.reason
    and counted.period_start between decided.valid_from and decided.valid_to
left join decided_answer as recorded
    on recorded.field = 'setting'
    and recorded.source_value = counted.setting
    and counted.period_start between recorded.valid_from and recorded.valid_to;

create or replace temp view reason_case as
select
    case_number,
    answers,
    recorded_code as beside_code,
    cast(null as varchar) as around_code,
    is_recorded_place as is_beside_place,
    false as is_around_place,
    true as is_of_contact
from count_case
where outcome_code = 'mapped';

-- A count is in reported_count where it has no label, or one that is mapped for the first day of its period.
create or replace temp view judged_count as
select
    *,
    reason is null or exists (
        select 1
        from decided
        where decided.field = 'reason'
            and decided.source_value = current_count.reason
            and decided.outcome_code = 'mapped'
            and current_count.period_start between decided.valid_from and decided.valid_to
    ) as is_counted
from current_count
