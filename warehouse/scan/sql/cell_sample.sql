-- Every {step}th record of {table}, by its place in the file, so that the same file gives the same sample.
select
    left(trim({column}), {longest}) as cell,
    count(*) as n
from {table}
where
    file_row_number % {step} = 0
    and trim({column}) <> ''
group by all
order by n desc, cell
