-- What a contact may be besides what it is counted as. Bounds are the least and the most that all of this allows:
-- a label whose fit is `wider` or `overlap` may be another act of its kind; a reason that is not told apart may be any
-- below it; a setting that is unknown, or offline only by the neighbours on its list, may be any; a reason that nobody has
-- decided may be anything; a contact whose kind is unknown may be counselling or not. In a source-year with doubts
-- (doubted_year, by `tabulate.doubts`) less is believed: `offline` (what stands there as offline may be a default), `online`
-- (what stands there as online may be both, or offline), `both` (what stands there as online is at least that: nothing could
-- say both), `setting` (nothing that it says of the setting), `act` (what it records of harm online, or without a setting,
-- may be another act: sexual violence is missing). Doubts do not multiply: where `offline` is not believed, that is why
-- OCSEA is missing, and harm that stands there as offline is not another act besides.
create or replace temp table counted_group as
select
    row_number() over () as group_id,
    *
from (
    select
        contact_group.source_id,
        contact_group.contact_year,
        contact_group.labels,
        contact_group.is_counted,
        contact_group.n_undecided > 0 as is_undecided,
        coalesce(doubted_year.doubts, '') as doubts,
        sum(contact_group.n_contacts) as n_contacts,
        sum(contact_group.n_contacts * contact_group.n_undecided) as n_undecided
    from contact_group
    left join doubted_year
        on doubted_year.source_id = contact_group.source_id
        and doubted_year.contact_year = contact_group.contact_year
    where contact_group.is_counted or contact_group.is_maybe_counted
    group by all
);

-- surely_: nothing else is possible. May: possible, given all that is recorded. Only the doubts that there are.
create or replace temp table label_setting as
select
    label.*,
    doubt.doubts,
    setting_code in ('online', 'both')
    and not contains(doubts, 'setting')
    and not (setting_code = 'online' and contains(doubts, 'online'))
        as surely_online,
    (setting_code = 'both' and not contains(doubts, 'setting'))
    or (setting_code = 'offline' and is_by_nature and not is_weak)
    or (setting_code = 'offline' and not is_by_nature and not is_by_list and not regexp_matches(doubts, 'offline|setting'))
        as surely_offline,
    setting_code <> 'not_applicable' and (setting_code <> 'offline' or not surely_offline) as may_be_online,
    setting_code <> 'not_applicable'
    and (setting_code <> 'online' or not surely_online or contains(doubts, 'both'))
        as may_be_offline,
    is_weak
    or (
        contains(doubts, 'act')
        and not is_sexual
        and setting_code <> 'not_applicable'
        and (setting_code <> 'offline' or (is_by_list and not is_by_nature))
    ) as may_be_other
from label
cross join (select doubts from counted_group union select '') as doubt;

-- The same for the four acts on which figures rest; `core` is OCSEA in the narrow sense.
create or replace temp table label_act as
select
    label_setting.*,
    act.act,
    case act.act
        when 'core' then is_core_form
        else starts_with(reason_code || '.', act.act || '.')
    end as is_it,
    is_it
    and not may_be_other
    and not (
        act.act = 'core'
        and exists (
            select 1
            from code
            where
                code.list = 'reason'
                and starts_with(code.code, label_setting.reason_code || '.')
                and code.code not in (select narrow_reason.reason_code from narrow_reason)
        )
    ) as surely_is_it,
    is_it or (may_be_other and is_harm) or reason_code = 'violence' as may_be_it
from label_setting
cross join (values ('violence'), ('violence.sexual'), ('violence.bullying'), ('core')) as act (act);

create or replace temp table pattern_act as
select
    pattern_label.labels,
    label_act.doubts,
    label_act.act,
    bool_or(surely_is_it) as surely_is_it,
    bool_or(may_be_it) as may_be_it,
    bool_or(surely_is_it and surely_online) as surely_online,
    bool_or(surely_is_it and surely_offline) as surely_offline,
    bool_or(surely_is_it and setting_code = 'both' and surely_online) as surely_both,
    bool_or(may_be_it and may_be_online) as may_be_online,
    bool_or(may_be_it and may_be_offline) as may_be_offline
from pattern_label
inner join label_act using (label_id)
group by all;

create or replace temp table group_act as
select
    counted_group.group_id,
    counted_group.source_id,
    counted_group.contact_year,
    counted_group.n_contacts,
    counted_group.is_counted,
    act.act,
    coalesce(pattern_act.surely_is_it, false) as surely_is_it,
    coalesce(pattern_act.may_be_it, false) or is_undecided as may_be_it,
    coalesce(pattern_act.surely_online, false) as surely_online,
    coalesce(pattern_act.surely_offline, false) as surely_offline,
    coalesce(pattern_act.surely_both, false) as surely_both,
    coalesce(pattern_act.may_be_online, false) or is_undecided as may_be_online,
    coalesce(pattern_act.may_be_offline, false) or is_undecided as may_be_offline
from counted_group
cross join (values ('violence'), ('violence.sexual'), ('violence.bullying'), ('core')) as act (act)
left join pattern_act
    on pattern_act.labels = counted_group.labels
    and pattern_act.doubts = counted_group.doubts
    and pattern_act.act = act.act;
