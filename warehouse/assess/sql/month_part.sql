-- What of a source can be compared with its own past, by month: contacts by channel, by main reason, and those of which
-- something that is asked is not known. `base`: of how many; a part that no contact has in a month has no row.
create or replace temp table month_part as
with said as (
    select
        source_id,
        contact_year,
        month(contact_date) as calendar_month,
        contact_type_code,
        channel_code,
        if(coalesce(contact_type_code, 'counselling') = 'counselling', gender_code, null) as gender_code,
        if(coalesce(contact_type_code, 'counselling') = 'counselling', age_band_code, null) as age_band_code,
        count(*) as n
    from contact
    group by all
),

-- a contact with several reasons of one main is one contact about it
reasoned as (
    select source_id, contact_year, month(contact_month) as calendar_month, labels, sum(n_contacts) as n
    from contact_group
    where is_counted and len(labels) > 0
    group by all
),

main_of as (
    select distinct pattern_label.labels, label.main_code
    from pattern_label
    inner join label using (label_id)
),

settings as (
    select
        source_id,
        contact_year,
        calendar_month,
        sum(n * n_tellable) as n_tellable,
        sum(n * n_tellable_unknown) as n_unknown
    from reasoned
    inner join pattern using (labels)
    group by all
)

select source_id, contact_year, calendar_month, 'volume' as family, '' as part, sum(n) as n from said group by all
union all
select source_id, contact_year, calendar_month, 'channel', channel_code, sum(n)
from said
where channel_code is not null
group by all
union all
select source_id, contact_year, calendar_month, 'reason', main_code, sum(n)
from reasoned
inner join main_of using (labels)
group by all
union all
select source_id, contact_year, calendar_month, 'unknown_setting', 'unknown', n_unknown from settings
union all
select source_id, contact_year, calendar_month, 'unknown_gender', 'unknown', sum(n) from said
where gender_code = 'unknown' group by all
union all
select source_id, contact_year, calendar_month, 'unknown_age', 'unknown', sum(n) from said
where age_band_code = 'unknown' group by all
union all
select source_id, contact_year, calendar_month, 'unknown_contact_type', 'unknown', sum(n) from said
where contact_type_code = 'unknown' group by all;

create or replace temp table month_base as
with said as (
    select
        source_id,
        contact_year,
        month(contact_date) as calendar_month,
        count(*) as n_contacts,
        count(channel_code) as n_channel,
        count(gender_code) filter (where is_counselling) as n_gender,
        count(age_band_code) filter (where is_counselling) as n_age,
        count(contact_type_code) as n_contact_type
    from (select *, coalesce(contact_type_code, 'counselling') = 'counselling' as is_counselling from contact)
    group by all
),

reasoned as (
    select
        source_id,
        contact_year,
        month(contact_month) as calendar_month,
        sum(n_contacts) as n_reason,
        sum(n_contacts * n_tellable) as n_setting
    from contact_group
    inner join pattern using (labels)
    where is_counted
    group by all
)

select source_id, contact_year, calendar_month, family, n_base
from (
    unpivot (
        select
            said.source_id, said.contact_year, said.calendar_month,
            n_contacts::bigint as volume,
            n_channel::bigint as channel,
            coalesce(n_reason, 0)::bigint as reason,
            coalesce(n_setting, 0)::bigint as unknown_setting,
            n_gender::bigint as unknown_gender,
            n_age::bigint as unknown_age,
            n_contact_type::bigint as unknown_contact_type
        from said
        left join reasoned using (source_id, contact_year, calendar_month)
    ) on volume, channel, reason, unknown_setting, unknown_gender, unknown_age, unknown_contact_type
    into name family value n_base
);

-- the years that can be looked at: nothing of them is held back, and there are contacts; values are counted by year only
create or replace temp table past_year as
select
    source_id,
    contact_year,
    n_unmapped_values,
    n_values,
    if(is_mixed, null, can_record_several_reasons) as could_several,
    if(is_mixed, null, setting_capability_code) as told_setting
from year_metric
inner join system_year using (source_id, contact_year)
where status_code = 'current' and n_contacts > 0;
