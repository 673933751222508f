-- Counts of helplines, as `x of n`, from ${fewest_members} answers on; never a percentage. Beside each question and answer
-- of all that answered stands one count of a part: of the helplines that could count OCSEA and counted none, how many
-- judge themselves very or moderately well. It is shown only where the others that answered are none or ${fewest_members}
-- and more: else the difference to all would tell of one or two helplines. What earlier releases showed is asked after it
-- (`warehouse/publish/disclosure/survey.py`).
with answer as (
    select
        network_code,
        survey_year,
        ocsea_reported_code,
        unnest(['several_reasons', 'setting', 'training', 'awareness', 'own_detection']) as question_code,
        unnest(['survey_answer', 'survey_setting', 'survey_answer', 'survey_answer', 'survey_detection']) as code_list,
        unnest([several_reasons_code, setting_code, training_code, awareness_code, own_detection_code]) as answer_code
    from survey_beside_data
),

asked as (
    select network_code, survey_year, question_code, code_list, count(*) as n_base
    from answer
    where answer_code is not null
    group by network_code, survey_year, question_code, code_list
),

of_all as (
    select
        asked.network_code,
        asked.survey_year,
        'all' as base_code,
        asked.question_code,
        code.code as answer_code,
        count(answer.answer_code) as n_helplines,
        asked.n_base,
        0 as n_others
    from asked
    inner join code on code.list = asked.code_list
    left join answer
        on answer.network_code = asked.network_code
        and answer.survey_year = asked.survey_year
        and answer.question_code = asked.question_code
        and answer.answer_code = code.code
    group by asked.network_code, asked.survey_year, asked.question_code, code.code, asked.n_base
),

of_none_counted as (
    select
        network_code,
        survey_year,
        'no_ocsea_counted' as base_code,
        question_code,
        'very_or_moderately_well' as answer_code,
        count(*) filter (
            where ocsea_reported_code = 'none_counted' and answer_code in ('very_well', 'moderately_well')
        ) as n_helplines,
        count(*) filter (where ocsea_reported_code = 'none_counted') as n_base,
        count(*) filter (where ocsea_reported_code <> 'none_counted') as n_others
    from answer
    where question_code = 'own_detection' and answer_code is not null
    group by network_code, survey_year, question_code
),

counted as (
    select *, n_base >= ${fewest_members} and (n_others = 0 or n_others >= ${fewest_members}) as is_shown
    from (select * from of_all union all select * from of_none_counted)
)

select
    network_code,
    survey_year,
    base_code,
    question_code,
    answer_code,
    case when is_shown then n_helplines end as n_helplines,
    case when is_shown then n_base end as n_base,
    case when is_shown then n_helplines || ' of ' || n_base end as said,
    false as is_taken_over
from counted
