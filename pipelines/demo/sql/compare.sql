-- One row a helpline: what the release says of counselling contacts, beside what its system could hold of the truth.
-- Helplines that hand on counts only are compared by quarter and gender instead of by contact.
-- Wants the tables pseudonym_of (source_id, record_id, contact_id), matched_by_date (source_id) and counts_only
-- (source_id), the views truth_contact, truth_reason and recordable_reason, and the release attached as `release`.
with
due as (
    select
        r.source_id,
        coalesce(
            p.contact_id,
            if(
                n.source_id is null,
                cast(r.contact_date as varchar),
                date_trunc('quarter', r.contact_date) || ' ' || coalesce(c.gender_code, 'unknown')
            )
        ) as contact_key,
        r.reason_code,
        r.setting_code,
        count(*) as n
    from recordable_reason as r
    left join pseudonym_of as p using (source_id, record_id)
    left join counts_only as n on n.source_id = r.source_id
    left join truth_contact as c on c.source_id = n.source_id and c.record_id = r.record_id
    group by all
),
truth as (
    select
        t.source_id,
        coalesce(p.contact_id, cast(t.contact_date as varchar)) as contact_key,
        list(distinct t.setting_code) as settings,
        count(*) as n_acts
    from truth_reason as t
    left join pseudonym_of as p using (source_id, record_id)
    group by all
),
told_rows as (
    select
        r.source_id,
        if(d.source_id is null, r.contact_id, cast(c.contact_date as varchar)) as contact_key,
        r.reason_code,
        r.setting_code,
        r.setting_basis_code
    from release.contact_reason as r
    inner join release.contact as c using (contact_id)
    left join matched_by_date as d on d.source_id = r.source_id
    where c.contact_type_code = 'counselling'
),
told as (
    select source_id, contact_key, reason_code, setting_code, count(*) as n
    from told_rows
    group by all
    union all
    select
        source_id,
        date_trunc('quarter', period_start) || ' ' || gender_code as contact_key,
        reason_code,
        setting_code,
        sum(n_contacts) as n
    from release.reported_count
    where n_contacts > 0
    group by all
),
agreed as (
    select
        source_id,
        sum(coalesce(due.n, 0)) as n_due,
        sum(coalesce(told.n, 0)) as n_told,
        sum(least(coalesce(due.n, 0), coalesce(told.n, 0))) as n_agreed
    from due
    full join told using (source_id, contact_key, reason_code, setting_code)
    group by source_id
),
stated as (
    select
        w.source_id,
        count(*) filter (w.setting_code = 'unknown') as n_unknown,
        count(*) filter (w.setting_basis_code not in ('nature', 'none')) as n_stated,
        count(*) filter (
            w.setting_basis_code not in ('nature', 'none')
            and w.setting_code in ('online', 'offline', 'both')
            and not coalesce(
                list_contains(t.settings, w.setting_code)
                or (w.setting_code in ('online', 'offline') and list_contains(t.settings, 'both')),
                false
            )
        ) as n_false
    from told_rows as w
    left join truth as t using (source_id, contact_key)
    group by w.source_id
),
acts as (
    select source_id, sum(n_acts) as n_acts
    from truth
    group by source_id
)
select
    source_id,
    cast(coalesce(n_acts, 0) as bigint) as n_acts,
    cast(n_due as bigint) as n_due,
    cast(n_told as bigint) as n_told,
    cast(n_agreed as bigint) as n_agreed,
    cast(coalesce(n_stated, 0) as bigint) as n_stated,
    cast(coalesce(n_unknown, 0) as bigint) as n_unknown,
    cast(coalesce(n_false, 0) as bigint) as n_false
from agreed
left join stated using (source_id)
left join acts using (source_id)
order by source_id
