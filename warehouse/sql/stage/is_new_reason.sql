-- The first record that tells this reason of this contact.
row_number() over (
    partition by id_text, version_order, reason_key, reject_code is null and not is_ignored
    order by row_number
) = 1
