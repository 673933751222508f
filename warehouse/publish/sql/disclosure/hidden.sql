-- How many figures of the public table each rule hides, by statistic: with those that are shown they are all of them. What is
-- hidden only because an earlier release hid it is the releases'; a zero that was counted is small, as any count below ten. What
-- cannot be recorded is hidden in a region of one or two members only (`told_by_rows.sql`): it has too few members, and is not
-- counted as a reason of its own, since that would tell how much of its lists one helpline lacks.
select
    shown.statistic_code,
    case
        when made.cell_id is null or starts_with(coalesce(shown.footnotes[1], ''), '${taken_over}') then 'releases'
        when made.is_nothing_there then 'small'
        when made.status_code <> 'available' then 'members'
        else coalesce(made.base_rule, made.count_rule, 'releases')
    end as rule,
    count(*) as n_figures
from network_statistics as shown
left join disclosure_cell as made on ${same}
where shown.status_code = 'suppressed'
group by all;
