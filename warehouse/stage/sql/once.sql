-- The reasons of a contact whose records repeat them. Of each key (k) the first record that tells a reason counts; where
-- it leaves the setting blank, that of the next record of the key that tells the same reason. A record whose key is
-- wholly blank is known by what it tells: one value counts once for each setting, and one without a setting only where
-- no other has one.
list_transform(
    list_filter(
        gathered,
        lambda one, place: len(
            list_filter(
                gathered,
                lambda other, before: case
                    when one.k is not null
                        then other.k = one.k
                        and (
                            other.n < one.n
                            or (
                                before < place
                                and other.value = one.value
                                and other.setting is not distinct from one.setting
                            )
                        )
                    else other.k is null
                    and other.value = one.value
                    and (
                        (before < place and other.setting is not distinct from one.setting)
                        or (one.setting is null and other.setting is not null)
                    )
                end
            )
        ) = 0
    ),
    lambda r: struct_pack(
        value := r.value,
        setting := coalesce(
            r.setting,
            list_filter(
                gathered, lambda other: other.k = r.k and other.value = r.value and other.setting is not null
            )[1].setting
        ),
        is_main := r.is_main
    )
)
