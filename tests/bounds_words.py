"""The words of the page `docs/evaluation-bounds.md`.

Belongs here: what the page says around its tables. Does not belong here: numbers of a run (`tests.bounds_page`).
"""

INTRODUCTION = """# How often the bounds of the network's figures hold the truth

`make evaluate-bounds` writes this page. It simulates networks with the demo's helplines and their planted habits, makes
the network's figures, and compares the bounds of each year's figure with what happened to the children of those contacts,
whatever was recorded of it. Everything is invented. Panel `able`: sources that can tell online from offline; `all`: every
source.

**Bounds.** Bar: the truth lies in them in at least {bar:.0%} of the years. Three bounds stand side by side, each with its
width, the mean of upper less lower bound, of shares between 0 and 1. A wide bound holds easily: read both.

- `published`: what a reader gets. The bounds of `exact` in steps of at least 20 contacts and a step outward, by the query
  that publishes them. A base under 50 has no share and no bounds: those years are not counted. `shown`: in how many years
  the rest of disclosure control, asked about these figures alone, lets the figure stand. The others are counted as they
  would be rounded.
- `exact`: what is possible, given all that is recorded, before it is rounded. Inside the secretariat only. `missed by`: by
  how many points the truth lies outside at most. Bold where it is below the bar.
- `internal`: source-years with a habit that fails count at the rates of comparable sources. Not rounded.

`met` asks of `published` and `internal`. `base`: contacts in the base of a year, on average.

**Errors.** The unskewed record: the same children told the same helplines, without planted habits, and with systems that
hold several reasons and the setting of each. `all`, `able`: points between the share as recorded and the unskewed record
of the same sources, on average. `estimate`: the same of `share_habit` of panel `able`, in which a source-year with a habit
that fails counts at the rate of comparable sources, as far as its own records leave that open (internal, and it leaves no
source out either). `falls`: how much smaller that is than in `all`; bar: by at least {least:.0%}. The last row adds up the
errors of all figures: so read, the bar is asked of all of them together, and single figures that miss it stand above it
with a **no**. `clean, able` and `clean, estimate`: on the networks of the unskewed record, the most by which a year's share
of `able`, and its estimate, is further from the truth than the share of `all`; bar of `able`: {most:.0f} point; in brackets,
in how many years it is more. The last two: points from the truth of *all* sources; `able` does not know the children of
the others."""
SIZE = """
## {n_networks} networks of {contacts:,} contacts, {n_years} years
"""
HELD = """| figure | panel | base | shown | published holds | width | exact holds | width | internal holds | width | met | missed by |
|---|---|---|---|---|---|---|---|---|---|---|---|"""
ERRORS = """
| figure | all | able | falls | met | estimate | falls | met | clean, able | clean, estimate | all, truth of all | able, truth of all |
|---|---|---|---|---|---|---|---|---|---|---|---|"""
NOT_HELD = """
## What is open, and what the bounds do not hold

- Where no value and no two ticks could say both (a yes or no, a service that takes only what happens online), `online`
  is at least online: how the setting splits is open there, what is online at all is not. So `ocsea_wide_of_sexual_violence`
  is narrower than the split beside it, and a share to compare first.
- A value that says more than its code has fit `wider` in the mapping: "was technology involved?" is also true of much that
  took place offline. In years in which it was recorded, its setting is open.
- Codes that are wrong and that no finding tells. In the demo one helpline puts all OCSEA under bullying or sexuality; with
  two such contacts a year nobody can tell that from an honest zero. To doubt every helpline that recorded no OCSEA yet
  was tried on 30 small networks: everything held, and the bounds of OCSEA of violence were .130 wide for .055.
- What stands under Other. It may be anything, so no bound that is of use allows for it: half of the contacts of that
  helpline might then be about bullying. In the demo one helpline puts four of ten reasons there. That a finding stands
  against it is said with every figure, and the internal bounds set aside what it says.

Of what small networks miss these two helplines are the cause. On 25 other networks of 24,000 contacts the exact bounds of
the settings in panel `able` missed the truth in 13 of 450 figures of a year; with what happened to the children of those
two in place of what they recorded, in none. On 40 other networks of 96,000 contacts they missed none of 720: more habits
are found there, and what the two lack is little beside what is open.

What a reader gets is wider by what rounding needs. In small networks that is most of the width: with 80 contacts in the
base a step is a quarter of the whole. That such bounds hold says little; the exact ones beside them say how well the record
is read.

The share of `able` falls short of its bar for OCSEA of violence because a helpline that leaves every place at offline stays
in the panel: it is able, and only inability leaves a source out. The estimate sets aside what it says, not the helpline,
and where a finding is about something else, as one reason a contact, or Other, what it says of a setting stands. In small
networks that helpline has too few contacts to be found in most years, so the estimate cannot set it aside. What the
estimate still misses is the helpline with wrong codes, which lends its rate, too: bullying looks more online than it is.

On networks where all are honest and able the panels are the same sources, so `clean, able` can only be nought, and
`clean, estimate` looks at wrong accusations only. One of some twenty helplines then counts at the rate of the others, as
far as its own records leave that open: an accusation of one reason a contact moved bullying by 1.5 points in a year before
the estimate kept to what the record allows. What is left is chance in few contacts. To soften it further would need to
know how often a finding is wrong, which this page knows of invented networks only.
"""
