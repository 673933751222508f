-- What the system of each source could record in each period: the earlier ones, and that of now without an end.
create or replace temp view system_period as
select
    source_id,
    -- the contract leaves it open where it begins: then after the one before, or since ever
    coalesce(
        valid_from,
        cast(lag(valid_to) over (partition by source_id order by valid_to) + 1 as date)
    ) as valid_from,
    valid_to,
    can_record_several_reasons,
    reason_cap,
    setting_capability_code
from earlier_system
union all
select
    source.source_id,
    cast(earlier.valid_to + 1 as date) as valid_from,
    null as valid_to,
    source.can_record_several_reasons,
    source.reason_cap,
    source.setting_capability_code
from source
left join (select source_id, max(valid_to) as valid_to from earlier_system group by source_id) as earlier
    on earlier.source_id = source.source_id;

-- On which day which axis of a system was changed: one that a change leaves as it was has none on that day, and a change
-- of the cap alone is none. The first period follows nothing, so it is no change.
create or replace temp view system_change as
select
    source_id,
    valid_from,
    coalesce(can_record_several_reasons <> lag(can_record_several_reasons) over periods, false) as several,
    coalesce(setting_capability_code <> lag(setting_capability_code) over periods, false) as setting
from system_period
window periods as (partition by source_id order by valid_to nulls last);
