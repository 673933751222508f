select 'contact_reason without a contact' as what, count(*) as n_rows
from release.main.contact_reason
anti join release.main.contact using (contact_id)
union all
select 'contact_attribute without a contact', count(*)
from release.main.contact_attribute
anti join release.main.contact using (contact_id)
union all
select 'contact without a source', count(*)
from release.main.contact
anti join release.main.source using (source_id)
union all
select 'reported_count without a source', count(*)
from release.main.reported_count
anti join release.main.source using (source_id)
union all
select 'source without a member', count(*)
from release.main.source
where member_id is not null and member_id not in (select member.member_id from release.main.member)
