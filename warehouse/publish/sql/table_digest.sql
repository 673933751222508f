-- Sums of 64-bit halves are exact, and the same in any order. A row is hashed as the texts of its cells with a mark
-- between them and another for NULL, which costs a third of its JSON.
with hashed as (
    select md5_number(concat_ws(chr(31), ${cells})) as number
    from ${table}
)

select
    count(*),
    coalesce(sum(cast(number >> 64 as ubigint)), 0),
    coalesce(sum(cast(number & 18446744073709551615::uhugeint as ubigint)), 0)
from hashed
