select source_value.* replace (coalesce(hidden.shown, source_value.source_value) as source_value)
from source_value
left join hidden_value as hidden
    on hidden.source_id = source_value.source_id
    and hidden.field = source_value.field
    and hidden.source_value = source_value.source_value
