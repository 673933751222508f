-- Which region is the smallest is the same for every figure of a year, so that one region is hidden and not all in turn.
-- Organisations are counted against the network's own list, so there it is the region of the fewest members, in every year:
-- as the cards of contributors have it (`publish/public/cards.py`), else the two together would tell what each hides.
create or replace temp table region_size as
select
    network_code,
    year,
    region_code,
    max(denominator) as n_contacts,
    coalesce(max(denominator) filter (where base_code = 'members'), 0) as n_members
from network_statistics_exact
where panel_code = 'all' and region_code is not null
group by all;
