-- Contacts that are alike in all that is counted, with their number. contact_state says the same of each contact, and what
-- it answered, for what is counted by more than its reasons.
-- A source that never asks for the kind of contact (contact_type_code NULL) has counselling contacts where a reason is
-- recorded. An adult is left out of child statistics; a person of unknown age is not.
-- n_undecided: recorded reasons of which nobody has decided what they mean; they are counted among the recorded ones and
-- have no row in contact_reason. May be too few where one label means two codes. is_maybe_counted: would be counted if its
-- kind were known to be counselling.
create or replace temp view carried_label as
select contact_reason.contact_id, label.label_id, contact_reason.n_source_values, contact_reason.is_main
from contact_reason
inner join label
    on label.reason_code = contact_reason.reason_code
    and label.setting_code = contact_reason.setting_code
    and label.is_by_list = (contact_reason.setting_basis_code = 'list')
    and label.is_by_nature = (contact_reason.setting_basis_code = 'nature')
    and label.is_conflict = coalesce(contact_reason.is_setting_conflict, false)
    and label.is_weak = coalesce(contact_reason.fit_code in ('wider', 'overlap'), false);

create or replace temp table contact_labels as
with counted as (
    select
        contact_id,
        count(*) as n_labels,
        min(label_id) as lowest,
        max(label_id) as highest,
        sum(n_source_values) as n_decided
    from carried_label
    group by contact_id
),

-- lists are gathered only where two numbers do not say it all: they cannot leave memory
many as (
    select contact_id, list(label_id order by label_id) as labels
    from carried_label
    where contact_id in (select contact_id from counted where n_labels > 2)
    group by contact_id
)

select
    counted.contact_id,
    counted.n_decided,
    case counted.n_labels
        when 1 then [counted.lowest]
        when 2 then [counted.lowest, counted.highest]
        else many.labels
    end as labels
from counted
left join many on counted.n_labels > 2 and many.contact_id = counted.contact_id;

create or replace temp view contact_state as
select
    contact.contact_id,
    contact.source_id,
    contact.contact_year,
    cast(date_trunc('month', contact.contact_date) as date) as contact_month,
    contact.contact_type_code,
    coalesce(contact.contact_type_code, if(contact_labels.labels is null, 'unknown', 'counselling')) as kind_code,
    contact.population_code is not null as is_population_asked,
    coalesce(contact.population_code, 'unknown') as population_code,
    cast(greatest(contact.n_reasons_recorded - coalesce(contact_labels.n_decided, 0), 0) as integer) as n_undecided,
    kind_code = 'counselling' and coalesce(contact.population_code, 'unknown') <> 'adult' as is_counted,
    kind_code = 'unknown'
    and coalesce(contact.population_code, 'unknown') <> 'adult'
    and (contact_labels.labels is not null or n_undecided > 0) as is_maybe_counted,
    kind_code = 'counselling' and coalesce(contact.population_code in ('child', 'young_person'), false) as is_child,
    coalesce(contact_labels.labels, []) as labels,
    least(contact.n_reasons, contact.n_reasons_recorded) >= 2 as has_two_reasons,
    coalesce(contact.is_reason_cap_reached, false) as is_reason_cap_reached,
    contact.n_reasons,
    contact.n_reasons_recorded,
    contact.gender_code,
    contact.age_band_code,
    contact.channel_code,
    contact.person_code,
    contact.living_situation_code,
    contact.time_to_contact_code,
    contact.first_told_code
from contact
left join contact_labels on contact_labels.contact_id = contact.contact_id;

create or replace temp table contact_group as
select
    source_id,
    contact_year,
    contact_month,
    contact_type_code,
    kind_code,
    is_population_asked,
    population_code,
    n_undecided,
    is_counted,
    is_maybe_counted,
    is_child,
    labels,
    has_two_reasons,
    is_reason_cap_reached,
    count(*) as n_contacts,
    sum(n_reasons) as n_reasons,
    sum(n_reasons_recorded) as n_reasons_recorded
from contact_state
group by all;

-- the source-years of which `expressible.sql` is to say what they can record
create or replace temp view recorded_year as
select distinct source_id, contact_year from contact_group;
