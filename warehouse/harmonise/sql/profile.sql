-- Contacts that say the same about reasons and setting, and those that say the same in what can have several answers.
-- `reason_day` and `attribute_day`: the first day of the span in which every decision says what it says on the contact's
-- own day.
create or replace temp table reason_profile as
select
    cast(row_number() over (order by contact_year, day, reasons_number, setting) as integer) as profile_number,
    *
from (
    select
        contact_year,
        {reason_day} as day,
        reasons_number,
        setting,
        count(*) as n_contacts
    from current_contact
    group by all
);

create or replace temp table attribute_profile as
select
    cast(row_number() over (order by contact_year, day, attributes_number) as integer) as profile_number,
    *
from (
    select
        contact_year,
        {attribute_day} as day,
        attributes_number,
        count(*) as n_contacts
    from current_contact
    group by all
);

create or replace temp table profile_reason as
select
    profile_number,
    contact_year,
    day,
    setting as contact_setting,
    n_contacts,
    unnest(listed.reasons) as reason,
    unnest(list_transform(listed.reasons, lambda r, place: list_position(listed.values, r.value) = place)) as is_first,
    unnest(list_transform(listed.reasons, lambda r, place: list_position(listed.settings, r.setting) = place))
        as is_first_setting
from reason_profile
join (
    select
        list_number,
        reasons,
        list_transform(reasons, lambda r: r.value) as values,
        list_transform(reasons, lambda r: r.setting) as settings
    from listed_reason
) as listed on listed.list_number = reason_profile.reasons_number;

create or replace temp table profile_attribute as
select
    profile_number,
    contact_year,
    day,
    n_contacts,
    unnest(attributes) as answer,
    unnest(list_transform(attributes, lambda a, place: list_position(attributes, a) = place)) as is_first
from attribute_profile
join listed_attribute on listed_attribute.list_number = attribute_profile.attributes_number
