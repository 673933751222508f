-- Every value that was recorded, of contacts and of counts: what has to be decided, and what coverage is counted from.
-- `day` decides which decision speaks; NULL where no decision of the field has days.
create or replace temp table value_count (
    origin varchar,
    contact_year integer,
    day date,
    field varchar,
    value varchar,
    n_values bigint,
    n_contacts bigint
)
