-- What contacts carry: a row a combination of values of one field (or of all attributes) and value in it, with the
-- contacts that carry the combination. The day is the first of the span in which every decision says what it says on the
-- contact's own day.
create or replace temp table value_pattern as
select
    row_number() over () as pattern_id,
    *
from (
    select
        list_transform(reasons, lambda r: struct_pack(field := 'reason', value := r.value)) as entries,
        day,
        n_contacts
    from reason_profile
    join listed_reason on listed_reason.list_number = reason_profile.reasons_number
    union all
    select
        list_transform(
            list_concat([setting], list_transform(reasons, lambda r: r.setting)),
            lambda s: struct_pack(field := 'setting', value := s)
        ) as entries,
        day,
        n_contacts
    from reason_profile
    join listed_reason on listed_reason.list_number = reason_profile.reasons_number
    union all
    select
        list_transform(attributes, lambda a: struct_pack(field := a.attribute, value := a.value)) as entries,
        day,
        n_contacts
    from attribute_profile
    join listed_attribute on listed_attribute.list_number = attribute_profile.attributes_number
    where len(attributes) > 0
    union all
    select
        [struct_pack(field := field, value := value)] as entries,
        coalesce(contact_date, date '0001-01-01') as day,
        n_values as n_contacts
    from answer_count
    where field <> 'setting'
);

create or replace temp table value_entry as
select
    pattern_id,
    day,
    entry.field as field,
    entry.value as value,
    n_contacts,
    cast(count(*) * n_contacts as bigint) as n_values
from (
    select
        pattern_id,
        day,
        n_contacts,
        unnest(entries) as entry
    from value_pattern
)
where entry.value is not null
group by pattern_id, day, field, value, n_contacts
