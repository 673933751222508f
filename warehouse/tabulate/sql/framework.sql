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

create or replace temp table label_cell as
select label.label_id, pair_cell.framework, pair_cell.main_code, pair_cell.framework_code
from label
inner join pair_cell using (reason_code, setting_code);

-- What a label may be besides: its candidates; and, where it is offline by the list's neighbours only, what it would be
-- online or both.
create or replace temp table label_open as
with may_be as (
    select label.label_id, open_cell.framework, open_cell.main_code, open_cell.framework_code
    from label
    inner join open_cell using (reason_code, setting_code)
    union
    select label.label_id, pair_cell.framework, pair_cell.main_code, pair_cell.framework_code
    from label
    inner join pair_cell on pair_cell.reason_code = label.reason_code and pair_cell.setting_code in ('online', 'both')
    where label.is_by_list and coalesce(pair_cell.framework_code not in ('undetermined', 'none'), true)
)

select may_be.*
from may_be
where
    not exists (
        select 1
        from label_cell
        where
            label_cell.label_id = may_be.label_id
            and label_cell.framework = may_be.framework
            and label_cell.main_code = may_be.main_code
            and label_cell.framework_code is not distinct from may_be.framework_code
    );

create or replace temp table cell as
select distinct framework, main_code, framework_code from pair_cell;
