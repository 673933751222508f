-- What each reason is recorded with: from groups of contacts, so that no contact is looked at a second time.
-- As source_year: what a source cannot record is NULL, never 0.
create or replace table source_reason as
with reason_of_pattern as (
    select
        pattern_label.labels,
        label.reason_code,
        count(*) filter (where is_tellable and setting_code <> 'unknown') as n_told,
        count(*) filter (where is_tellable and setting_code in ('online', 'both')) as n_online
    from pattern_label
    inner join label using (label_id)
    group by pattern_label.labels, label.reason_code
)

select
    contact_group.source_id,
    contact_group.contact_month,
    reason_of_pattern.reason_code,
    sum(contact_group.n_contacts) as n_contacts,
    if(
        any_value(ability.several),
        coalesce(sum(contact_group.n_contacts) filter (where contact_group.has_two_reasons), 0),
        null
    ) as n_with_two_reasons,
    sum(contact_group.n_contacts * reason_of_pattern.n_told) as n_told,
    sum(contact_group.n_contacts * reason_of_pattern.n_online) as n_online
from contact_group
inner join reason_of_pattern using (labels)
inner join month_ability as ability
    on ability.source_id = contact_group.source_id
    and ability.contact_month = contact_group.contact_month
where contact_group.is_counted
group by all;
