create or replace temp table superseded (delivery_id varchar, row_number bigint, contact_year integer, n_rows integer)
