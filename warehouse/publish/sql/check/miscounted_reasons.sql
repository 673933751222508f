select count(*)
from release.main.contact
left join (
    select contact_reason.contact_id, count(distinct contact_reason.reason_code) as n_reasons
    from release.main.contact_reason
    group by contact_reason.contact_id
) as counted using (contact_id)
where contact.n_reasons <> coalesce(counted.n_reasons, 0)
