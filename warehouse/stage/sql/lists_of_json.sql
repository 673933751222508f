-- The different lists of a staged file that writes them as JSON.
select
    'reason' as kind_code,
    reasons as cells,
    from_json(reasons, {reasons}) as reasons,
    null as attributes
from (select distinct reasons from read_parquet({staged}) where reasons is not null)
union all
select
    'attribute' as kind_code,
    attributes as cells,
    null as reasons,
    from_json(attributes, {attributes}) as attributes
from (select distinct attributes from read_parquet({staged}) where attributes is not null)
