-- How many values the current contacts hold, by field; attributes together.
unpivot (
    select
        {answers}
        sum(listed_reason.n_values) as reason,
        count(current_contact.setting) + sum(listed_reason.n_settings) as setting,
        sum(listed_attribute.n_values) as attributes
    from current_contact
    left join (
        select
            list_number,
            len(reasons) as n_values,
            len(list_filter(reasons, lambda r: r.setting is not null)) as n_settings
        from listed_reason
    ) as listed_reason on listed_reason.list_number = current_contact.reasons_number
    left join (select list_number, len(attributes) as n_values from listed_attribute) as listed_attribute
        on listed_attribute.list_number = current_contact.attributes_number
) on columns(*)::bigint into name field value n_values
