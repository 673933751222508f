-- What an earlier release that is attached as `earlier` showed, and of whom: figures that it made itself, by what they count.
create temp table if not exists earlier_cell (
    network_code varchar,
    year integer,
    figure_id ubigint,
    thing ubigint,
    region_code varchar,
    statistic_code varchar,
    panel_code varchar,
    member_ids varchar[],
    member_parts bigint[],
    counted_member_ids varchar[],
    counted_parts bigint[],
    is_count_shown boolean
);

create or replace temp view earlier_figure as
select
    made.* exclude (numerator),
    shown.numerator is not null as is_count_shown
from earlier.main.network_statistics_exact as made
inner join (
    select ${key}, numerator
    from earlier.main.network_statistics
    where denominator is not null and base_code <> 'members' and not starts_with(coalesce(footnotes[1], ''), '${taken_over}')
) as shown
    on ${same};

insert into earlier_cell
select distinct
    network_code, year, figure_id, thing, region_code, statistic_code, panel_code, member_ids, member_parts,
    counted_member_ids, counted_parts, is_count_shown
from with_names('earlier_figure');

drop view earlier_figure;
