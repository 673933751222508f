-- The lists that the staged texts of all used deliveries stand for, equal ones under one number.
create or replace temp table delivery_list as
select
    placed.delivery_number,
    list.kind_code as kind,
    list.cells,
    list.reasons,
    list.attributes,
    cast(dense_rank() over (order by list.kind_code, list.reasons, list.attributes) as integer) as list_number
from read_parquet(getvariable('list_files'), filename = true, hive_partitioning = false) as list
join placed_delivery as placed on list.filename = placed.list_path;

create or replace temp table listed_reason as
select distinct list_number, reasons
from delivery_list
where kind = 'reason';

create or replace temp table listed_attribute as
select distinct list_number, attributes
from delivery_list
where kind = 'attribute'
