-- How many values of counts nobody has decided, by year and field, and how many contacts they stand for.
create or replace temp table unmapped_count as
select
    spoken.contact_year,
    spoken.field,
    count(*) filter (where decided.outcome_code = 'unmapped') as n_unmapped,
    count(*) as n_counts,
    count(distinct spoken.value) filter (where decided.outcome_code = 'unmapped') as n_distinct,
    cast(coalesce(sum(spoken.n_contacts) filter (where decided.outcome_code = 'unmapped'), 0) as bigint) as n_contacts
from count_value as spoken
join decided_count as decided
    on decided.field = spoken.field
    and decided.source_value = spoken.value
    and spoken.period_start between decided.valid_from and decided.valid_to
group by spoken.contact_year, spoken.field
