-- Contacts of one source that both releases hold, by the reasons that only the old one has and those that only the new
-- one has. Reasons that a contact has in both are not looked at.
with before as (
    select contact_id, reason_code, setting_code from old_release.contact_reason where source_id = $1
),

after as (
    select contact_id, reason_code, setting_code from new_release.contact_reason where source_id = $1
),

differing as (
    select before.*, true as is_old
    from before
    anti join after using (contact_id, reason_code, setting_code)
    semi join (select contact_id from new_release.contact where source_id = $1) as known using (contact_id)
    union all
    select after.*, false as is_old
    from after
    anti join before using (contact_id, reason_code, setting_code)
    semi join (select contact_id from old_release.contact where source_id = $1) as known using (contact_id)
),

moved as (
    select
        contact_id,
        list_sort(coalesce(list(reason_code || ' (' || setting_code || ')') filter (where is_old), [])) as left_reasons,
        list_sort(coalesce(list(reason_code || ' (' || setting_code || ')') filter (where not is_old), [])) as new_reasons
    from differing
    group by contact_id
)

select
    left_reasons,
    new_reasons,
    count(*) as n_contacts
from moved
group by left_reasons, new_reasons
order by n_contacts desc, left_reasons, new_reasons
