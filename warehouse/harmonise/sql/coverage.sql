-- What each value came to, by the decisions that contacts and counts are joined to.
create or replace temp table coverage as
select
    counted.origin,
    counted.contact_year,
    counted.field,
    counted.value,
    decided.outcome_code,
    list_sort(list_distinct(list_transform(decided.answers, lambda a: a.code))) as codes,
    cast(sum(counted.n_values) as bigint) as n_values,
    cast(sum(counted.n_contacts) as bigint) as n_contacts
from value_count as counted
join decided
    on decided.field = counted.field
    and decided.source_value = counted.value
    and (counted.day is null or counted.day between decided.valid_from and decided.valid_to)
group by all;

-- The decided answer of fields with one answer, and of attributes, a row a code; of other outcomes, one row without.
create or replace temp table decided_answer as
select
    * exclude (answers, answer),
    answer.code as code,
    answer.basis_code as basis_code,
    answer.decision_id as decision_id
from (
    select *, unnest(case when len(answers) = 0 then [null] else answers end) as answer
    from decided
    where field <> 'reason'
)
