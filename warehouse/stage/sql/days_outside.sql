-- Used rows of a staged file whose days lie outside a period, of all used rows, and the days that they span.
select
    count(*) filter (where {first} < $2 or {last} > $3),
    count(*),
    min({first}),
    max({last})
from read_parquet($1)
where fate_code = 'used' and {first} is not null
