-- What is hidden to protect another figure is hidden wherever it stands: in every panel, as contacts and as reasons, and
-- under the code of another list (or in another statistic) that counts the very same contacts of the same members.
create or replace temp table hidden_with_twins as
with chosen as (
    select cell.*
    from disclosure_cell as cell
    inner join hidden_cell on hidden_cell.cell_id = cell.cell_id
),

alike as (
    select distinct twin.figure_on_any_base, twin.region_code
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

select cell.cell_id
from disclosure_cell as cell
inner join alike
    on alike.figure_on_any_base = cell.figure_on_any_base
    and alike.region_code is not distinct from cell.region_code;

update disclosure_cell
set count_rule = 'attack'
from hidden_with_twins as hidden
where hidden.cell_id = disclosure_cell.cell_id and disclosure_cell.count_rule is null;
