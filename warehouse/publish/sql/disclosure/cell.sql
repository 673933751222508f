-- Every figure with what decides whether it may be shown. `base_rule` names the rule that hides the whole row,
-- `count_rule` the one that hides its numerator; NULL is shown. The p%-rule is asked of members: of two that know their own
-- parts, none may find out the third's, and what is one or two members' never passes it.
-- `is_nothing_there`: those that can record it have nothing in the base. That is a zero, hidden like any other;
-- `is_base_nothing`: so is the base of what stands beside it in the table, recordable or not.
-- Figures of one `family` count in the same base: in panel `all` of the whole network their denominators are equal. Figures by
-- answer (violence among girls) are of one family whatever the answer. Each answer by itself would show 3,000 figures more of
-- the demo, and sums over answers then told bases that are hidden as a whole.
create or replace temp macro part_of(member, member_ids, parts) as
coalesce(parts[list_position(member_ids, member)], 0);

create or replace temp macro parts_of(members, member_ids, parts) as
list_transform(members, lambda one: part_of(one, member_ids, parts));

create or replace temp macro is_dominated(largest, second, whole) as
whole - largest - coalesce(second, 0) < ${dominance} * largest;

-- What each member has more or less in one of two counts, the most first.
create or replace temp macro differences_of(ids, parts, other_ids, other_parts) as
list_reverse_sort(
    list_filter(
        list_transform(
            list_distinct(list_concat(ids, other_ids)),
            lambda one: abs(part_of(one, ids, parts) - part_of(one, other_ids, other_parts))
        ),
        lambda difference: difference > 0
    )
);

-- One or two members make the difference of two rounded counts, or one of them is nearly all of it.
create or replace temp macro tell_too_much(differences) as
len(differences) < ${fewest_members}
or is_dominated(differences[1], differences[2], list_sum(differences) + ${room_of_difference});

-- In the order of the key. What is asked of many rows at once is asked of few columns of it: with the lists of members in a
-- window, 150 sources took a gigabyte and half of the time.
create or replace temp table ordered_cell as
from with_names('network_statistics_exact')
order by ${key};

create or replace temp table cell_of_many as
select
    rowid + 1 as cell_id,
    bool_or(len(list_filter(footnotes, lambda footnote: starts_with(footnote, 'Nothing is in the base'))) > 0) over (
        partition by network_code, year, region_code, panel_code, statistic_code, framework, base_code
    ) as is_nothing_in_table,
    max(denominator) filter (where panel_code = 'all' and region_code is null) over (
        partition by network_code, year, statistic_code, framework, base_code, reason_code, contact_type_code
    ) as n_whole
from ordered_cell;

create or replace temp table disclosure_cell as
with judged as (
    select
        *,
        regexp_matches(statistic_code, '${forms_of_ocsea}') as is_form,
        rowid + 1 as cell_id,
        base_code = 'members' as is_of_members,
        len(list_filter(footnotes, lambda footnote: starts_with(footnote, 'Nothing is in the base'))) > 0 as is_nothing_there,
        case
            when denominator is null then 'absent'
            when is_of_members then if(denominator < ${fewest_members}, 'members', null)
            when denominator < ${fewest} then 'small'
            when n_members < ${fewest_members} then 'members'
            when is_dominated(denominator_largest, denominator_second, denominator) then 'dominance'
        end as base_rule,
        case
            when status_code <> 'available' then 'absent'
            when is_of_members then null
            when numerator < ${fewest} then 'small'
            when is_dominated(numerator_largest, numerator_second, numerator) then 'dominance'
            when denominator < ${fewest_for_share}
                and numerator > ${most_of_group} * denominator
                and not regexp_matches(statistic_code, '${not_sensitive}') then 'group'
        end as count_rule,
        regexp_matches(statistic_code, '${needs_ability}') or (setting_code is not null and not starts_with(statistic_code, 't2.'))
            as is_by_ability,
        -- of figures that cannot stand beside each other the one that more people look for is kept
        case
            when regexp_matches(statistic_code, '${first_turn}') then 0
            when regexp_matches(statistic_code, '${second_turn}') then 1
            when regexp_matches(statistic_code, '${third_turn}') then 2
            else 3
        end as turn,
        if(is_form, ${step_of_forms}, ${step}) as step_of_count,
        if(is_form, ${fewest_for_share_of_forms}, ${fewest_for_share}) as fewest_for_share
    from ordered_cell
)

select
    judged.*,
    judged.denominator is null and cell_of_many.is_nothing_in_table as is_base_nothing,
    cell_of_many.n_whole,
    hash(judged.network_code, judged.year, judged.base_code, cell_of_many.n_whole) as family
from judged
inner join cell_of_many on cell_of_many.cell_id = judged.cell_id;

drop table ordered_cell;

drop table cell_of_many;
