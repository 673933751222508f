-- What a delivery of counts holds, by period and category: what stands in the place of what, and what counts twice, is
-- told by these. Capitals make no other category.
select
    period_start,
    period_end,
    concat_ws(
        chr(31),
        axes,
        {categories}
    ) as category,
    count(*) as n_counts,
    cast(sum(n_contacts) as bigint) as n_contacts
from read_parquet({file})
where fate_code = 'used' and n_contacts is not null
group by all
