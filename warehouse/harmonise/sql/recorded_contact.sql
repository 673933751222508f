-- Every staged contact of the source that counts, with a number that orders them, what its format asks and the numbers of
-- its lists, as recorded: `current_contact` is made of it, after corrections. `delivery` tells deliveries apart where one
-- text means different lists in different formats; else the text alone is enough, and much quicker to look up.
create or replace temp table list_of_text as
select distinct {delivery} as delivery_number, kind, cells, list_number
from delivery_list;

create or replace temp view recorded_contact as
select
    placed.delivery_number * 1099511627776 + coalesce(row.row_number, row.file_row_number + 1) as contact_number,
    placed.* exclude (delivery_number, file_path, list_path),
    row.n_rows as n_records,
    reason_text.list_number as reasons_number,
    attribute_text.list_number as attributes_number,
    row.* exclude (
        filename, file_row_number, file_number, row_number, n_rows, fate_code, reject_code, identity, version_order,
        reasons, attributes, has_own_id
    ) replace ({trimmed})
from read_parquet(getvariable('staged_files'), filename = true, file_row_number = true, hive_partitioning = false) as row
join placed_delivery as placed on row.filename = placed.file_path
left join (from list_of_text where kind = 'reason') as reason_text on reason_text.cells = row.reasons {same_delivery_reason}
left join (from list_of_text where kind = 'attribute') as attribute_text
    on attribute_text.cells = row.attributes {same_delivery_attribute}
where row.fate_code = 'used' {is_newest}
