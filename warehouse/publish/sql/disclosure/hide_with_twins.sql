-- What is hidden to protect another figure is hidden wherever it stands: in every panel, as contacts and as reasons, and
-- under the code of another list (or in another statistic) that counts the very same contacts of the same members.
create or replace temp table hidden_with_twins as
with chosen as (
    select cell.*
    from disclosure_cell as cell
    inner join hidden_cell on hidden_cell.cell_id = cell.cell_id
),

alike as (
    select
        twin.network_code, twin.year, twin.region_code, twin.statistic_code, twin.framework, twin.reason_code,
        twin.framework_code, twin.main_code, twin.setting_code, twin.contact_type_code, twin.gender_code, twin.age_band_code,
        twin.population_code, twin.attribute_code, twin.value_code, twin.channel_code, twin.person_code
    from disclosure_cell as twin
    inner join chosen
        on twin.network_code = chosen.network_code
        and twin.year = chosen.year
        and twin.region_code is not distinct from chosen.region_code
        and twin.panel_code = chosen.panel_code
        and (
            twin.cell_id = chosen.cell_id
            or (
                twin.base_code = chosen.base_code
                and twin.numerator = chosen.numerator
                and twin.numerator_largest = chosen.numerator_largest
                and twin.numerator_second = chosen.numerator_second
            )
        )
)

select distinct cell.cell_id
from disclosure_cell as cell
inner join alike
    on alike.network_code = cell.network_code
    and alike.year = cell.year
    and alike.region_code is not distinct from cell.region_code
    and alike.statistic_code = cell.statistic_code
    and alike.framework is not distinct from cell.framework
    and alike.reason_code is not distinct from cell.reason_code
    and alike.framework_code is not distinct from cell.framework_code
    and alike.main_code is not distinct from cell.main_code
    and alike.setting_code is not distinct from cell.setting_code
    and alike.contact_type_code is not distinct from cell.contact_type_code
    and alike.gender_code is not distinct from cell.gender_code
    and alike.age_band_code is not distinct from cell.age_band_code
    and alike.population_code is not distinct from cell.population_code
    and alike.attribute_code is not distinct from cell.attribute_code
    and alike.value_code is not distinct from cell.value_code
    and alike.channel_code is not distinct from cell.channel_code
    and alike.person_code is not distinct from cell.person_code;

update disclosure_cell
set count_rule = 'attack'
from hidden_with_twins as hidden
where hidden.cell_id = disclosure_cell.cell_id and disclosure_cell.count_rule is null;
