-- Every count as it was decided: one row a code where a label means several. What a label means is asked for the first
-- day of the period. A count whose label is not mapped stands in source_value, not here.
-- The setting comes as for contacts: the label's own words, else what was recorded (only where the reason can be either,
-- and never making a bodily act online), else the list, else the remit.
create or replace temp table count_answer as
select
    * exclude (answers, answer),
    answer.code as code
from (
    select *, unnest(case when len(answers) = 0 then [null] else answers end) as answer
    from decided_count
    where field <> 'reason'
);

create or replace temp table count_row as
with spoken as (
    select
        current_count.*,
        decided.outcome_code,
        case when current_count.reason is null then [null] else decided.answers end as answers
    from current_count
    left join decided_count as decided
        on decided.field = 'reason'
        and decided.source_value = current_count.reason
        and current_count.period_start between decided.valid_from and decided.valid_to
),
answered as (
    select
        spoken.* exclude (answers),
        unnest(spoken.answers) as answer,
        {answers}
    from spoken
    {joins}
),
told as (
    select
        answered.*,
        answer.code as reason_code,
        answer.decision_id as decision_id,
        reason_list.setting_scope as scope,
        reason_list.is_bodily as is_bodily,
        reason_list.settings as settings,
        case when answer.basis_code = 'label' then nullif(answer.setting_code, 'unknown') end as label_code,
        case when answer.basis_code = 'list' then nullif(answer.setting_code, 'unknown') end as list_code,
        nullif(setting_answer, 'unknown') as recorded_code
    from answered
    left join reason_list on reason_list.code = answer.code
),
believed as (
    select
        *,
        case
            when list_contains(settings, recorded_code) and not (is_bodily and recorded_code in ('online', 'both'))
                then recorded_code
        end as believed_code
    from told
)
select
    delivery_id,
    contact_year,
    period_start,
    period_end,
    n_contacts,
    reason_code,
    case
        when reason_code is null then setting_answer
        when scope = 'none' then 'not_applicable'
        when scope = 'offline' then 'offline'
        when label_code is not null then label_code
        when believed_code is not null then believed_code
        when recorded_code is not null then 'unknown'
        when list_code is not null then list_code
        when '{remit}' = 'online_safety' then 'online'
        else 'unknown'
    end as setting_code,
    gender_answer as gender_code,
    coalesce(nullif(age_answer, 'unknown'), nullif(age_band_answer, 'unknown'), age_answer, age_band_answer)
        as age_band_code,
    decision_id,
    case
        when scope is null or scope in ('none', 'offline') then false
        when label_code is not null then coalesce(recorded_code <> label_code, false)
        else recorded_code is not null and believed_code is null
    end as is_setting_conflict
from believed
