-- How many values the current counts hold, by field.
unpivot (
    select
        count(reason) as reason,
        count(setting) as setting,
        count(gender) as gender,
        count(age) as age,
        count(age_band) as age_band
    from current_count
) on columns(*) into name field value n_values
