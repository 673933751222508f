-- T1: contacts by kind; counselling contacts by population; contacts with a reason (one that nobody has decided may be none).
insert into figure by name
with counted as (
    select
        contact_group.source_id, contact_group.contact_year, code.code, sum(contact_group.n_contacts) as n_contacts
    from contact_group
    inner join code
        on code.list = 'contact_type'
        and starts_with(contact_group.kind_code || '.', code.code || '.')
    group by all
),

decided as (
    select distinct source_total.source_id, source_total.contact_year, code.code
    from source_total
    inner join decision
        on decision.source_id = source_total.source_id
        and decision.field = 'contact_type'
        and decision.outcome_code = 'mapped'
        and coalesce(decision.valid_from <= make_date(source_total.contact_year, 12, 31), true)
        and coalesce(decision.valid_to >= make_date(source_total.contact_year, 1, 1), true)
    inner join code
        on code.list = 'contact_type'
        and starts_with(decision.code || '.', code.code || '.')
)

select
    source_total.source_id,
    source_total.contact_year,
    't1.contacts_by_kind' as statistic_code,
    code.code as contact_type_code,
    'contacts' as base_code,
    coalesce(counted.n_contacts, 0) as numerator,
    source_total.n_contacts as denominator,
    numerator as n_sure,
    numerator + if(code.code = 'unknown', 0, source_total.n_kind_unknown) as n_may,
    denominator - n_may as n_rest_sure,
    denominator - numerator as n_rest_may,
    counted.n_contacts is not null
    or decided.code is not null
    or code.code = 'unknown'
    or (code.code = 'counselling' and source_total.can_tell_kind) as is_able,
    not source_total.can_tell_kind as is_maybe_able
from source_total
inner join code on code.list = 'contact_type'
left join counted
    on counted.source_id = source_total.source_id
    and counted.contact_year = source_total.contact_year
    and counted.code = code.code
left join decided
    on decided.source_id = source_total.source_id
    and decided.contact_year = source_total.contact_year
    and decided.code = code.code;

insert into figure by name
with counted as (
    select source_id, contact_year, population_code, sum(n_contacts) as n_contacts
    from contact_group
    where kind_code = 'counselling'
    group by all
)

select
    source_total.source_id,
    source_total.contact_year,
    't1.counselling_by_population' as statistic_code,
    code.code as population_code,
    'counselling' as contact_type_code,
    'contacts' as base_code,
    coalesce(counted.n_contacts, 0) as numerator,
    source_total.n_counselling as denominator,
    numerator as n_sure,
    numerator + if(code.code = 'unknown', 0, source_total.n_population_unknown) as n_may,
    denominator - n_may as n_rest_sure,
    denominator - numerator as n_rest_may,
    counted.n_contacts is not null
    or code.code = 'unknown'
    or (source_total.can_tell_population and (code.code <> 'young_person' or source.serves_young_people)) as is_able,
    not source_total.can_tell_population as is_maybe_able
from source_total
inner join source on source.source_id = source_total.source_id
inner join code on code.list = 'population'
left join counted
    on counted.source_id = source_total.source_id
    and counted.contact_year = source_total.contact_year
    and counted.population_code = code.code;

insert into figure by name
select
    source_id,
    contact_year,
    't1.with_reason' as statistic_code,
    'counselling' as contact_type_code,
    'contacts' as base_code,
    n_with_reason as numerator,
    n_counted as denominator,
    numerator as n_sure,
    numerator + n_undecided_only as n_may,
    denominator - n_may as n_rest_sure,
    denominator - numerator as n_rest_may,
    true as is_able,
    false as is_maybe_able
from source_total;

-- T7: the same of reports of content, beside the other tables on what becomes of a contact
insert into figure by name
select figure.* replace ('t7.content_reports' as statistic_code)
from figure
where statistic_code = 't1.contacts_by_kind' and contact_type_code = 'content_report';
