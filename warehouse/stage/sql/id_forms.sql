-- How often ids of each form stand in staged files, of used records, and the first and last day of all of these.
select
    filename, id_form, count(*),
    min(min(contact_date)) over (partition by filename),
    max(max(contact_date)) over (partition by filename)
from read_parquet($1, filename = true)
where fate_code = 'used' and id_form is not null
group by filename, id_form
order by filename, id_form
