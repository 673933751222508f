and not exists (
    select 1
    from superseded as older
    where older.delivery_id = placed.delivery_id
        and older.row_number = coalesce(row.row_number, row.file_row_number + 1)
)
