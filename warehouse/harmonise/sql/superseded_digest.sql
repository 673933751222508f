-- What tells, year by year, whether other rows are superseded than before.
select
    contact_year,
    concat(count(*), '-', sum(md5_number(concat(delivery_id, ':', row_number)) % 1000000007))
from superseded
group by contact_year
