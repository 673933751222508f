-- What rows tell by being there, after the attack, which knows more than this leaves. Of a region of one or two members
-- nobody is told what they cannot record: that is one helpline's system. The matched panels are there only where something
-- is in their base, so they have a row only where that is shown. What is said of a framework's `undetermined` and `none` where
-- something stands there says, beside a hidden figure, that something does.
delete from network_statistics
where panel_code in ('matched', 'matched_next') and denominator is null;

update network_statistics
set
    status_code = 'suppressed',
    footnotes = list_filter(
        network_statistics.footnotes,
        lambda footnote: not regexp_matches(footnote, '^(No source here|The sources here|No word of|Every word of|A label that)')
    )
from (
    select network_code, year, region_code
    from disclosure_cell
    where panel_code = 'all' and not is_of_members
    group by network_code, year, region_code
    having len(list_distinct(flatten(list(member_ids)))) < ${fewest_members}
) as of_few
where
    network_statistics.status_code in ('structural_zero', 'not_available')
    and of_few.network_code = network_statistics.network_code
    and of_few.year = network_statistics.year
    and of_few.region_code is not distinct from network_statistics.region_code;

update network_statistics
set
    footnotes = list_filter(
        network_statistics.footnotes,
        lambda footnote: not regexp_matches(footnote, '^(What was recorded fits|The framework has no code)')
    )
where status_code <> 'published';
