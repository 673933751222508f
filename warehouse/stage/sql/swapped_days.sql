-- Dates and texts of a column that a spreadsheet may have made dates of: how many there are, and how many of them have a
-- day by which they cannot be, or need not have been, swapped.
select
    count(*) filter (where iso_day is not null) as n_dates,
    count(*) filter (where iso_day > 12) as n_late_dates,
    count(*) filter (where text_day is not null) as n_texts,
    count(*) filter (where text_day <= 12) as n_early_texts
from (
    select
        try_cast(regexp_extract(cell, '^[0-9]{{4}}-[0-9]{{2}}-([0-9]{{2}})', 1) as integer) as iso_day,
        try_cast(regexp_extract(cell, '{place}', 1) as integer) as text_day
    from (select {cell} as cell from {relation})
)
