-- What each case of `reason_case` comes to: reason, setting, what the setting rests on, and whether two things that were
-- recorded disagree. The precedence of setting is spelled here, for contacts and for counts: the value's own words, what
-- was recorded (only where the reason can be either), a place in the world, the list, the remit, else unknown.
create or replace temp table {target} as
with answered as (
    select
        * exclude (answers),
        unnest(answers) as answer
    from reason_case
),
recorded as (
    select
        case_number,
        is_of_contact,
        answer.code as reason_code,
        answer.fit_code as fit_code,
        answer.decision_id as decision_id,
        reason_list.setting_scope as scope,
        reason_list.is_bodily as is_bodily,
        reason_list.settings as settings,
        case when answer.basis_code = 'label' then nullif(answer.setting_code, 'unknown') end as label_code,
        case when answer.basis_code = 'list' then nullif(answer.setting_code, 'unknown') end as list_code,
        nullif(beside_code, 'unknown') as beside_code,
        nullif(around_code, 'unknown') as around_code,
        coalesce(nullif(beside_code, 'unknown'), nullif(around_code, 'unknown')) as said_code,
        -- A place in the world tells how a bodily act took place. Of any other act it tells where the child was: a child
        -- who is blackmailed at home is at home. Then it is as weak as a list, and a field that tells more goes before it.
        coalesce(
            case when is_bodily or not is_beside_place then nullif(beside_code, 'unknown') end,
            case when is_bodily or not is_around_place then nullif(around_code, 'unknown') end
        ) as recorded_code
    from answered
    join reason_list on reason_list.code = answer.code
),
-- A field of the contact never makes a bodily act online; what a code does not allow is not believed.
believed as (
    select
        *,
        case
            when is_bodily and (is_of_contact or beside_code is null) and recorded_code in ('online', 'both') then null
            when list_contains(settings, recorded_code) then recorded_code
        end as believed_code,
        case
            when recorded_code is not null then null
            when list_contains(settings, said_code) then said_code
        end as place_code
    from recorded
)
select
    case_number,
    reason_code,
    fit_code,
    decision_id,
    case
        when scope = 'none' then 'not_applicable'
        when scope = 'offline' then 'offline'
        when label_code is not null then label_code
        when believed_code is not null then believed_code
        when place_code is not null then place_code
        when said_code is not null then 'unknown'
        when list_code is not null then list_code
        when '{remit}' = 'online_safety' then 'online'
        else 'unknown'
    end as setting_code,
    case
        when scope = 'none' then 'none'
        when scope = 'offline' then 'nature'
        when label_code is not null then 'label'
        when believed_code is not null then 'recorded'
        when place_code is not null then 'list'
        when said_code is not null then 'none'
        when list_code is not null then 'list'
        when '{remit}' = 'online_safety' then 'remit'
        else 'none'
    end as setting_basis_code,
    case
        when scope = 'none' then false
        when scope = 'offline' then coalesce(beside_code in ('online', 'both'), false)
        when label_code is not null then coalesce(said_code <> label_code, false)
        when said_code is not null and believed_code is null and place_code is null then true
        else coalesce(beside_code <> around_code, false)
    end as is_setting_conflict
from believed
