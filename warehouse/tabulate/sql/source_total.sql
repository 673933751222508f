-- The bases of each source and year. Child statistics rest on counselling contacts that are not about an adult.
create or replace temp table source_total as
with total as (
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
        coalesce(sum(n_contacts) filter (where is_counted and bullying_setting is not null), 0) as n_bullying,
        sum(n_contacts * n_undecided) as n_undecided_seen
    from contact_group
    left join pattern using (labels)
    group by all
),

-- with those of unknown kind: what the base may be
possible as (
    select
        source_id,
        contact_year,
        sum(n_contacts) as n_with_reason_possible,
        sum(n_contacts * len(labels)) as n_labels_possible,
        sum(n_undecided) as n_undecided_values,
        coalesce(sum(n_contacts) filter (where is_undecided), 0) as n_undecided,
        coalesce(sum(n_contacts) filter (where is_undecided and is_counted and len(labels) > 0), 0) as n_undecided_in_base,
        coalesce(sum(n_contacts) filter (where is_undecided and is_counted and len(labels) = 0), 0) as n_undecided_only
    from counted_group
    where len(labels) > 0 or is_undecided
    group by all
),

undecided as (
    select source_id, contact_year, sum(n_values) as n_values
    from source_value
    where field = 'reason' and outcome_code = 'unmapped'
    group by all
)

select
    total.*,
    coalesce(possible.n_with_reason_possible, 0) as n_with_reason_possible,
    coalesce(possible.n_labels_possible, 0) as n_labels_possible,
    coalesce(possible.n_undecided_values, 0) as n_undecided_values,
    coalesce(possible.n_undecided, 0) as n_undecided,
    coalesce(possible.n_undecided_in_base, 0) as n_undecided_in_base,
    coalesce(possible.n_undecided_only, 0) as n_undecided_only,
    -- undecided values of which nobody can say on what contact they stand: at most so many contacts
    least(greatest(coalesce(undecided.n_values, 0) - n_undecided_seen, 0), total.n_contacts) as n_unplaced
from total
left join possible
    on possible.source_id = total.source_id
    and possible.contact_year = total.contact_year
left join undecided
    on undecided.source_id = total.source_id
    and undecided.contact_year = total.contact_year;

-- One figure of one source and year before sources are put together: numerator of denominator, and what both may be.
-- n_sure are surely counted, n_may may be; n_rest_sure are surely in the base and not counted, n_rest_may may be that. So
-- the least share is n_sure of n_sure + n_rest_may, and the most n_may of n_may + n_rest_sure. is_able: the source can
-- record it; is_maybe_able: only in a form that does not tell it apart; is_in_panel: counts in panel `able`, as is_able
-- if NULL.
create or replace temp table figure (
    source_id varchar,
    contact_year integer,
    statistic_code varchar,
    framework varchar,
    contact_type_code varchar,
    reason_code varchar,
    setting_code varchar,
    framework_code varchar,
    gender_code varchar,
    age_band_code varchar,
    population_code varchar,
    attribute_code varchar,
    value_code varchar,
    channel_code varchar,
    person_code varchar,
    main_code varchar,
    base_code varchar,
    numerator bigint,
    denominator bigint,
    n_sure bigint,
    n_may bigint,
    n_rest_sure bigint,
    n_rest_may bigint,
    is_able boolean,
    is_maybe_able boolean,
    is_in_panel boolean
);
