-- The different texts of a staged file, taken apart into the cells that they were put together from.
select
    cells,
    parts{named}
from (
    select
        {kind} as cells,
        string_split({kind}, chr(31)) as parts
    from (select distinct {kind} from read_parquet({staged}) where {kind} is not null)
)
