-- The bases of each source and year. Child statistics rest on counselling contacts that are not about an adult.
create or replace temp table source_total as
select
    contact_group.source_id,
    contact_group.contact_year,
    sum(n_contacts) as n_contacts,
    coalesce(sum(n_contacts) filter (where kind_code = 'unknown'), 0) as n_kind_unknown,
    bool_or(contact_type_code is not null) as can_tell_kind,
    coalesce(sum(n_contacts) filter (where kind_code = 'counselling'), 0) as n_counselling,
    coalesce(
        sum(n_contacts) filter (where kind_code = 'counselling' and population_code = 'unknown'), 0
    ) as n_population_unknown,
    bool_or(is_population_asked) as can_tell_population,
    coalesce(sum(n_contacts) filter (where is_counted), 0) as n_counted,
    coalesce(sum(n_contacts) filter (where is_counted and n_labels > 0), 0) as n_with_reason,
    coalesce(sum(n_contacts * n_labels) filter (where is_counted), 0) as n_labels,
    coalesce(sum(n_contacts) filter (where is_counted and has_violence), 0) as n_violence,
    coalesce(sum(n_contacts) filter (where is_counted and sexual_setting is not null), 0) as n_sexual,
    coalesce(sum(n_contacts) filter (where is_counted and bullying_setting is not null), 0) as n_bullying
from contact_group
left join pattern using (labels)
group by all;

-- One figure of one source and year before sources are put together: numerator of denominator, how many more
-- (n_open) it might be, and how many of it rest on a weak basis (n_weak). is_able: the source can record it;
-- is_maybe_able: only in a form that does not tell it apart; is_in_panel: counts in panel `able`, as is_able if NULL.
create or replace temp table figure (
    source_id varchar,
    contact_year integer,
    statistic_code varchar,
    framework varchar,
    contact_type_code varchar,
    reason_code varchar,
    setting_code varchar,
    framework_code varchar,
    population_code varchar,
    main_code varchar,
    base_code varchar,
    numerator bigint,
    n_open bigint,
    n_weak bigint,
    denominator bigint,
    is_able boolean,
    is_maybe_able boolean,
    is_in_panel boolean
);
