-- T2 on the base main_reason: the reason that the counsellor marked as the main one, of sources that rank. A contact of
-- such a source without a mark may have any; a mark that a decision splits into two codes counts under both.
create or replace temp table main_group as
with marked as (
    select
        contact_id, count(*) as n_labels, min(label_id) as lowest, max(label_id) as highest
    from carried_label
    where is_main
    group by contact_id
),

many as (
    select contact_id, list(label_id order by label_id) as labels
    from carried_label
    where is_main and contact_id in (select contact_id from marked where n_labels > 2)
    group by contact_id
)

select
    contact_place.group_id,
    case marked.n_labels
        when 1 then [marked.lowest]
        when 2 then [marked.lowest, marked.highest]
        else many.labels
    end as labels,
    count(*) as n_contacts
from marked
inner join contact_place on contact_place.contact_id = marked.contact_id
left join many on many.contact_id = marked.contact_id
group by all;

create or replace temp table main_total as
with ranking as (
    select distinct source_id, contact_year from contact_reason where is_main is not null
),

marked as (
    select
        source_id,
        contact_year,
        coalesce(sum(main_group.n_contacts) filter (where is_counted), 0) as n_main,
        sum(main_group.n_contacts) as n_main_possible
    from main_group
    inner join counted_group using (group_id)
    group by all
)

select
    ranking.source_id,
    ranking.contact_year,
    coalesce(n_main, 0) as n_main,
    coalesce(n_main_possible, 0) as n_main_possible,
    base_total.n_may - coalesce(n_main_possible, 0) as n_unmarked
from ranking
inner join base_total
    on base_total.source_id = ranking.source_id
    and base_total.contact_year = ranking.contact_year
    and base_total.base = 'with_reason'
left join marked
    on marked.source_id = ranking.source_id
    and marked.contact_year = ranking.contact_year;

create or replace temp table main_count as
with main_label as (
    select distinct labels, unnest(labels) as label_id
    from (select distinct labels from main_group)
),

main_cell as (
    select
        labels,
        doubts,
        framework,
        main_code,
        framework_code,
        bool_or(is_in) as is_in,
        bool_or(is_sure) as is_sure
    from main_label
    inner join label_place using (label_id)
    group by all
)

select
    counted_group.source_id,
    counted_group.contact_year,
    framework,
    main_code,
    framework_code,
    coalesce(sum(main_group.n_contacts) filter (where is_counted and is_in), 0) as n_in,
    coalesce(sum(main_group.n_contacts) filter (where is_counted and is_sure), 0) as n_sure,
    coalesce(sum(main_group.n_contacts) filter (where is_sure), 0) as n_sure_possible,
    coalesce(sum(main_group.n_contacts) filter (where is_counted), 0) as n_may,
    sum(main_group.n_contacts) as n_may_possible
from main_group
inner join counted_group using (group_id)
inner join main_cell
    on main_cell.labels = main_group.labels
    and main_cell.doubts = counted_group.doubts
group by all;

-- who is able is as on the base contacts
insert into figure by name
select
    figure.* replace (
        'main_reason' as base_code,
        coalesce(main_count.n_in, 0) as numerator,
        main_total.n_main as denominator,
        coalesce(main_count.n_sure, 0) as n_sure,
        coalesce(main_count.n_may_possible, 0) + n_unmarked as n_may,
        n_main - coalesce(main_count.n_may, 0) as n_rest_sure,
        n_main_possible - coalesce(main_count.n_sure_possible, 0) + n_unmarked as n_rest_may
    )
from figure
inner join main_total
    on main_total.source_id = figure.source_id
    and main_total.contact_year = figure.contact_year
left join main_count
    on main_count.source_id = figure.source_id
    and main_count.contact_year = figure.contact_year
    and main_count.framework = figure.framework
    and main_count.main_code = figure.main_code
    and main_count.framework_code is not distinct from figure.framework_code
where figure.statistic_code in ('t2.main', 't2.code') and figure.base_code = 'contacts';
