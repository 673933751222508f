-- Which region is the smallest is the same for every figure of a year, so that one region is hidden and not all in turn.
create or replace temp table region_size as
select network_code, year, region_code, max(denominator) as n_contacts
from network_statistics_exact
where panel_code = 'all' and region_code is not null
group by all;
