-- The source-years with what was judged of them.
create or replace table source_year as
select
    source_year.* replace (
        judged_year.verdict_code as verdict_code,
        judged_year.verdict_pool_code as verdict_pool_code,
        judged_year.evidence_several_reasons_code as evidence_several_reasons_code,
        judged_year.evidence_setting_code as evidence_setting_code,
        judged_year.use_several_reasons_code as use_several_reasons_code,
        judged_year.use_setting_code as use_setting_code,
        judged_year.use_ocsea_code as use_ocsea_code,
        judged_year.use_reasons_code as use_reasons_code
    )
from source_year
inner join judged_year
    on judged_year.source_id = source_year.source_id
    and judged_year.contact_year = source_year.contact_year;
