-- The mean of the shares that lie nearest to a quantile: three, or four where it lies halfway between two. A quantile
-- itself is the share of one source wherever it meets one (the middle of 25, the quarters of 13), and what one source
-- counted is not told. `shares` are in order of size; the same shares give the same mean.
create or replace temp macro shares_near(shares, part) as
    list_avg(list_filter(shares, lambda one, place: abs(place - 1 - part * (len(shares) - 1)) <= 1.5));
