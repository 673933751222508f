-- The decided answer of fields with one answer, and of attributes, a row a code; of other outcomes, one row without.
create or replace temp table decided_answer as
select
    * exclude (answers, answer),
    answer.code as code,
    answer.decision_id as decision_id
from (
    select *, unnest(case when len(answers) = 0 then [null] else answers end) as answer
    from decided
    where field <> 'reason'
)
