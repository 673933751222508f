-- what was only suggested may be a cell as delivered: it is shown like any value that nobody has decided
select decision.* replace (coalesce(hidden.shown, decision.source_value) as source_value)
from decision
left join hidden_value as hidden
    on decision.outcome_code = 'suggested'
    and hidden.source_id = decision.source_id
    and hidden.field = decision.field
    and hidden.source_value = decision.source_value
