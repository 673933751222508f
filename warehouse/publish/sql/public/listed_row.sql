-- The figures of blocks of which one at least is shown, and of small blocks.
from figure
qualify bool_or(status_code = 'published') over (partition by $block) or count(*) over (partition by $block) <= $most
order by place
