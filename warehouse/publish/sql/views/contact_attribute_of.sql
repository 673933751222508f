select
    contact_attribute.contact_id,
    contact_attribute.source_id,
    contact_attribute.contact_year,
    contact_attribute.value_code as ${attribute}_code,
    code.label as ${attribute},
    contact_attribute.decision_id
from contact_attribute
left join code on code.list = '${list}' and code.code = contact_attribute.value_code
where contact_attribute.attribute_code = '${attribute}'
