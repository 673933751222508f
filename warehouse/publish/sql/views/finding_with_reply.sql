-- Of several replies the newest, of one day that on the year itself: as `warehouse.network.replies` decides what is
-- explained. One without a cause answers a habit, or a finding that has no cause.
select
    finding.*,
    finding_reply.reply,
    finding_reply.replied_by,
    finding_reply.replied_on
from finding
left join finding_reply
    on finding_reply.source_id = finding.source_id
    and finding_reply.finding_code = finding.finding_code
    and (
        finding_reply.cause_code = finding.cause_code
        or (finding_reply.cause_code = '' and finding.cause_code <> 'system')
    )
    and coalesce(finding_reply.contact_year = finding.contact_year, finding_reply.contact_year is null)
    and finding.state_code not in ('pass', 'not_applicable')
qualify row_number() over (
    partition by
        finding.source_id, finding.finding_code, finding.cause_code, finding.contact_year, finding.delivery_id,
        finding.file_name, finding.sentence
    order by finding_reply.replied_on desc, finding_reply.contact_year desc nulls last, finding_reply.cause_code
) = 1
