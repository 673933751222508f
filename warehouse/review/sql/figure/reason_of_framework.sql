-- The reasons that count under a code or a main of a published list, as `tabulate/framework.sql` places them: one that the
-- list cannot place counts under `undetermined`, one that it has no code for under `none`.
select distinct reason_code
from crosswalk
where
    framework = $framework
    and coalesce(case rollup_code when 'none' then 'none' else coalesce(main_code, 'undetermined') end = $main, true)
    and coalesce(case rollup_code when 'exact' then framework_code else rollup_code end = $code, true)
order by reason_code
