-- The reasons of a contact whose records repeat them: of one key, one value counts once for each setting; a record
-- without a setting tells nothing that one with a setting has not told.
list_transform(
    list_filter(
        gathered,
        lambda one, place: list_position(gathered, one) = place
        and (
            one.setting is not null
            or len(
                list_filter(
                    gathered,
                    lambda other: other.k = one.k and other.value = one.value and other.setting is not null
                )
            ) = 0
        )
    ),
    lambda r: struct_pack(value := r.value, setting := r.setting, is_main := r.is_main)
)
