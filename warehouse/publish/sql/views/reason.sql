select
    reason.code as reason_code,
    reason.label as reason,
    cast(1 + len(reason.code) - len(replace(reason.code, '.', '')) as integer) as level,
    reason.parent as parent_code,
    main.code as main_code,
    main.label as main,
    concat_ws(' > ', nullif(main.label, reason.label), nullif(middle.label, reason.label), reason.label) as path,
    reason.code in (${narrow_ocsea_reasons}) as is_ocsea_narrow_form,
    starts_with(reason.code || '.', 'violence.sexual.') as is_ocsea_wide_form,
    reason.definition,
    reason.since,
    reason.replaced_by
from code as reason
left join code as main on main.list = 'reason' and main.code = split_part(reason.code, '.', 1)
left join code as middle
    on middle.list = 'reason'
    and middle.code = reason.parent
    and middle.code <> main.code
where reason.list = 'reason'
