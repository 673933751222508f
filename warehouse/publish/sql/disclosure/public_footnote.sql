-- A footnote of the exact table as it may be shown; NULL where it may not. Of "x of n sources" n is at least 3; how much one
-- source holds is said in coarse words; how many joined or left is not said. What is true of some sources' year is said of a
-- network's year as a whole (`mark_figures.sql`). Any other number stays inside, and beside a hidden figure stands nothing that
-- rests on its counts.
create or replace temp macro public_footnote(footnote, is_shown) as
case
    when starts_with(footnote, 'Nothing is in the base') then null
    when regexp_matches(footnote, '^[0-9]+ more sources? gave counts only') then
        'Who gave counts only, without the detail that this figure needs, is not in it.'
    when regexp_matches(footnote, '^Of [0-9]+ more sources? all that came') then null
    when regexp_matches(footnote, '^(A finding on how|Break in the series).*[0-9]') then null
    when regexp_matches(footnote, '^Of [0-9]+ of [0-9]+ sources (a file|counts|all) ') then null
    when regexp_matches(footnote, '^One source holds [0-9]+ of 100') then
        if(is_shown, regexp_replace(footnote, '[0-9]+ of 100', 'more than 40%'), null)
    when regexp_matches(footnote, '[0-9]+ joined, [0-9]+ left') then
        if(is_shown, regexp_replace(footnote, ': [0-9]+ joined, [0-9]+ left', ''), null)
    when regexp_matches(footnote, '[0-9]+ of [0-9]+ sources') then
        if(
            is_shown and regexp_extract(footnote, ' of ([0-9]+) sources', 1)::bigint >= ${fewest_members},
            footnote,
            null
        )
    when regexp_matches(footnote, '[0-9]') then null
    when not is_shown and starts_with(footnote, 'The bounds') then null
    else footnote
end;
