-- How each label counts in each framework. COMMON is our own list. A label that a framework cannot place keeps its main
-- where that is sure, and counts under `undetermined`, never under a guess; one without a home under `none`.
create or replace temp table open_code as
with candidate as (
    select framework, reason_code, setting_code, unnest(string_split(array_to_string(candidates, '+'), '+')) as candidate
    from crosswalk
    where rollup_code = 'undetermined'
),

own as (
    select distinct framework, main_code, framework_code from crosswalk where rollup_code = 'exact'
)

select distinct candidate.framework, candidate.reason_code, candidate.setting_code, own.main_code, own.framework_code
from candidate
inner join own
    on own.framework = candidate.framework
    and (own.framework_code = candidate.candidate or own.main_code || '.*' = candidate.candidate);

create or replace temp table pair_code as
select distinct
    framework,
    reason_code,
    setting_code,
    case rollup_code when 'none' then 'none' else coalesce(main_code, 'undetermined') end as main_code,
    case rollup_code when 'exact' then framework_code else rollup_code end as framework_code
from crosswalk
union
select distinct 'COMMON', reason_code, setting_code, split_part(reason_code, '.', 1), reason_code
from crosswalk;

-- the same at two levels: framework_code NULL is the main as a whole
create or replace temp table pair_cell as
select framework, reason_code, setting_code, main_code, framework_code from pair_code
union
select framework, reason_code, setting_code, main_code, null from pair_code;

create or replace temp table open_cell as
select framework, reason_code, setting_code, main_code, framework_code from open_code
union
select framework, reason_code, setting_code, main_code, null from open_code;

-- What a label may be, as (reason, setting). `possible.sql` says why.
create or replace temp table label_pair as
select distinct
    label_setting.label_id,
    label_setting.doubts,
    crosswalk.reason_code,
    crosswalk.setting_code
from label_setting
inner join crosswalk
    on (
        starts_with(crosswalk.reason_code || '.', label_setting.reason_code || '.')
        or (label_setting.may_be_other and label_setting.is_harm = (crosswalk.setting_code <> 'not_applicable'))
    )
    and case crosswalk.setting_code
        when 'online' then may_be_online and not surely_offline
        when 'offline' then may_be_offline and not surely_online
        when 'both' then may_be_online and may_be_offline
        else crosswalk.setting_code = label_setting.setting_code
    end;

create or replace temp table label_pair_cell as
select distinct label_pair.label_id, label_pair.doubts, cell.*
from label_pair
inner join pair_cell as cell using (reason_code, setting_code);

-- Where each label counts (is_in), whether it could not be anything else (is_sure), and where else it might. How it was
-- recorded is sure: `undetermined`, `none`, and in our own list a reason that is not told apart.
create or replace temp table label_place as
with own as (
    select label_setting.label_id, label_setting.doubts, label_setting.may_be_other, pair_cell.*
    from label_setting
    inner join pair_cell using (reason_code, setting_code)
),

sure as (
    select
        own.label_id,
        own.doubts,
        own.framework,
        own.main_code,
        own.framework_code,
        own.main_code in ('undetermined', 'none')
        or coalesce(own.framework_code in ('undetermined', 'none'), false)
        or (own.framework = 'COMMON' and not own.may_be_other)
        or (
            select count(distinct (label_pair.reason_code, label_pair.setting_code))
            from label_pair
            where label_pair.label_id = own.label_id and label_pair.doubts = own.doubts
        ) = (
            select count(*)
            from label_pair_cell as cell
            where
                cell.label_id = own.label_id
                and cell.doubts = own.doubts
                and cell.framework = own.framework
                and cell.main_code = own.main_code
                and cell.framework_code is not distinct from own.framework_code
        ) as is_sure
    from own
),

may_be as (
    select label_id, doubts, framework, main_code, framework_code
    from label_pair_cell
    where main_code <> 'undetermined' and coalesce(framework_code <> 'undetermined', true)
    union
    select label_pair.label_id, label_pair.doubts, open_cell.framework, open_cell.main_code, open_cell.framework_code
    from label_pair
    inner join open_cell using (reason_code, setting_code)
)

select label_id, doubts, framework, main_code, framework_code, true as is_in, is_sure
from sure
union all
select may_be.*, false, false
from may_be
where
    not exists (
        select 1
        from sure
        where
            sure.label_id = may_be.label_id
            and sure.doubts = may_be.doubts
            and sure.framework = may_be.framework
            and sure.main_code = may_be.main_code
            and sure.framework_code is not distinct from may_be.framework_code
    );

create or replace temp table cell as
select distinct framework, main_code, framework_code from pair_cell;
