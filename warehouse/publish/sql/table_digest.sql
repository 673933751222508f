-- sums of 64-bit halves are exact, and the same in any order
with hashed as (
    select md5_number(cast(to_json(line) as varchar)) as number
    from (select ${columns} from ${table}) as line
)

select
    count(*),
    coalesce(sum(cast(number >> 64 as ubigint)), 0),
    coalesce(sum(cast(number & 18446744073709551615::uhugeint as ubigint)), 0)
from hashed
