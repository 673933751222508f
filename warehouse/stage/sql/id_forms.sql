-- How often ids of each form stand in staged files, of used records.
select filename, id_form, count(*)
from read_parquet($1, filename = true)
where fate_code = 'used' and id_form is not null
group by filename, id_form
order by filename, id_form
