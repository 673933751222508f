-- What a member answered, what its sources declare and what their data show. Of several sources of one member the one
-- that can most, or shows most, speaks: the member's answer is about the helpline, not about one of its offices.
with data_of_source as (
    select
        source.network_code,
        source.member_id,
        source_year.contact_year,
        source_year.evidence_several_reasons_code,
        source_year.evidence_setting_code,
        source_year.verdict_code,
        -- of a year without a reason (silent calls alone) nobody can say that none was counted
        case when source_year.n_with_reason = 0 then null else source_year.n_ocsea_wide end as n_ocsea_wide,
        source_year.n_contacts > 0
        and source_year.verdict_code <> 'not_assessable'
        and source_year.use_ocsea_code = 'out' as cannot_tell
    from source_year
    inner join source on source.source_id = source_year.source_id
),

data_of_member as (
    select
        network_code,
        member_id,
        contact_year,
        arg_min(
            evidence_several_reasons_code,
            list_position(['shown', 'open', 'fails', 'cannot'], evidence_several_reasons_code)
        ) as evidence_several_reasons_code,
        arg_min(
            evidence_setting_code, list_position(['shown', 'open', 'fails', 'cannot'], evidence_setting_code)
        ) as evidence_setting_code,
        arg_min(
            verdict_code,
            list_position(
                [
                    'complete', 'able_unproven', 'one_reason_only', 'setting_not_told', 'skewed_and_incomplete',
                    'not_assessable'
                ],
                verdict_code
            )
        ) as verdict_code,
        sum(n_ocsea_wide)::bigint as n_ocsea_wide,
        bool_and(cannot_tell) as cannot_tell
    from data_of_source
    group by network_code, member_id, contact_year
),

-- the system as it was on the last day of the year that was asked about, when members answer
declared_of_source as (
    select
        source.network_code,
        source.member_id,
        asked.survey_year,
        coalesce(earlier_system.can_record_several_reasons, source.can_record_several_reasons) as several,
        coalesce(earlier_system.setting_capability_code, source.setting_capability_code) as setting
    from source
    inner join (select distinct network_code, survey_year from member_survey) as asked
        on asked.network_code = source.network_code
    left join earlier_system
        on earlier_system.source_id = source.source_id
        and make_date(asked.survey_year, 12, 31) <= earlier_system.valid_to
        and coalesce(make_date(asked.survey_year, 12, 31) >= earlier_system.valid_from, true)
),

declared as (
    select
        network_code,
        member_id,
        survey_year,
        count(*) as n_sources,
        bool_or(several) as is_several_declared,
        arg_min(
            setting, list_position(['per_reason', 'per_contact', 'by_list', 'remit', 'none'], setting)
        ) as declared_setting_code
    from declared_of_source
    group by network_code, member_id, survey_year
),

beside as (
    select
        member_survey.network_code,
        member_survey.member_id,
        member.name as member_name,
        member_survey.survey_year,
        declared.n_sources,
        member_survey.several_reasons_code,
        declared.is_several_declared,
        data.evidence_several_reasons_code,
        member_survey.setting_code,
        declared.declared_setting_code,
        data.evidence_setting_code,
        data.verdict_code,
        member_survey.training_code,
        member_survey.awareness_code,
        member_survey.own_detection_code,
        data.n_ocsea_wide,
        case
            when data.n_ocsea_wide > 0 then 'reported'
            when data.n_ocsea_wide = 0 then 'none_counted'
            when data.cannot_tell then 'cannot_tell'
            else 'no_data'
        end as ocsea_reported_code,
        case member_survey.several_reasons_code when 'yes' then true when 'no' then false end as says_several,
        case when member_survey.setting_code = 'no' then false when member_survey.setting_code <> 'unknown' then true end
            as says_setting,
        case
            when data.evidence_several_reasons_code = 'shown' then true
            when data.evidence_several_reasons_code in ('fails', 'cannot') then false
        end as shows_several,
        case
            when data.evidence_setting_code = 'shown' then true
            when data.evidence_setting_code in ('fails', 'cannot') then false
        end as shows_setting
    from member_survey
    left join member on member.member_id = member_survey.member_id
    left join declared
        on declared.network_code = member_survey.network_code
        and declared.member_id = member_survey.member_id
        and declared.survey_year = member_survey.survey_year
    left join data_of_member as data
        on data.network_code = member_survey.network_code
        and data.member_id = member_survey.member_id
        and data.contact_year = member_survey.survey_year
),

compared as (
    select
        *,
        says_several <> is_several_declared as is_several_other_than_declared,
        says_several <> shows_several as is_several_other_than_shown,
        case
            when says_setting is null then null
            when says_setting <> (declared_setting_code <> 'none') then true
            when not says_setting or setting_code = 'other' or declared_setting_code = 'remit' then false
            else setting_code <> declared_setting_code
        end as is_setting_other_than_declared,
        says_setting <> shows_setting as is_setting_other_than_shown
    from beside
)

select
    -- named one by one: the engine keeps what EXCLUDE names in no order, and the release's shape would change by itself
    network_code,
    member_id,
    member_name,
    survey_year,
    n_sources,
    several_reasons_code,
    is_several_declared,
    evidence_several_reasons_code,
    setting_code,
    declared_setting_code,
    evidence_setting_code,
    verdict_code,
    training_code,
    awareness_code,
    own_detection_code,
    n_ocsea_wide,
    ocsea_reported_code,
    is_several_other_than_declared,
    is_several_other_than_shown,
    is_setting_other_than_declared,
    is_setting_other_than_shown,
    coalesce(is_several_other_than_declared::integer, 0) + coalesce(is_several_other_than_shown::integer, 0)
    + coalesce(is_setting_other_than_declared::integer, 0) + coalesce(is_setting_other_than_shown::integer, 0)
        as n_disagreements
from compared
