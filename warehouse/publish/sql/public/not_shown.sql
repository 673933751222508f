-- Blocks of figures of which none is shown and that are not small, with how many there are of each kind.
select
    $block,
    count(*) filter (where status_code = 'suppressed') as n_suppressed,
    count(*) filter (where status_code = 'structural_zero') as n_structural_zero,
    count(*) filter (where status_code = 'not_available') as n_not_available
from figure
group by all
having count(*) filter (where status_code = 'published') = 0 and count(*) > $most
order by $block
