-- One figure back to the sources whose contacts it counts: the rows that were added up, with what is known of each.
select
    in_panel.source_id,
    in_panel.member_id,
    in_panel.region_code,
    in_panel.numerator,
    in_panel.denominator,
    in_panel.n_sure,
    in_panel.n_may,
    in_panel.is_able,
    source_year.status_code,
    source_year.verdict_code,
    coalesce(
        (
            select list(distinct finding.finding_code order by finding.finding_code)
            from finding
            where
                finding.source_id = in_panel.source_id
                and finding.contact_year = in_panel.contact_year
                and finding.state_code in ('warn', 'fail')
                and not finding.is_explained
        ),
        []
    ) as finding_codes,
    (
        select count(distinct contact.delivery_id)
        from contact
        where contact.source_id = in_panel.source_id and contact.contact_year = in_panel.contact_year
    ) as n_deliveries
from in_panel
inner join cell_key on cell_key.cell_id = in_panel.cell_id
left join source_year
    on source_year.source_id = in_panel.source_id
    and source_year.contact_year = in_panel.contact_year
where
    in_panel.is_summed
    and in_panel.denominator > 0
    and $condition
order by in_panel.numerator desc, in_panel.denominator desc, in_panel.source_id
