"""The words of the page; numbers are put in."""

HEAD = """# Validation of the response

What the response does, held against what was reported of real ones. The epidemic and the work
are validated against theory on [another page](validation.md); here the reports are few,
coarse and of news quality, and a model that fits them is not thereby right.

**What was touched.** Four published counts of Dianjiang, November 2022, chose {kept} of
{draws} draws. Two points of Maqiao's desk (60 and 203 people an hour) are the desk's first
time and its floor in the shipped street; the sweep uses a door's time from Qidong. The
hotline's load was fitted to its mean. Shanghai's growth is put in as reported.

**What was not touched.** The day and size of Dianjiang's peak and its last count, but for what
the earlier attempt had shown of them; Shanghai's decline; the hotline's worst day; how fast
Maqiao learned in between; Jianghan's sweep; everything of Covasim's but its growth.
Disagreements stand below as they came out.

**What was changed after something was seen.** An earlier calibration (44 draws, six values
free, no screening) had been looked at whole, the held-out day included, when this one was set
up: it was too flat. Daily screening was then put in, from guides and reports, and values that
counts cannot identify were fixed. The screening's staff was raised once, to the guides' norm,
after two runs had sampled .47 and .23 of those called; the size of the town was halved for
time. The slope of Shanghai was measured in three ways before one was kept (a line through
logarithms of all days with cases -.29 and -.23, Poisson regression -.40 and -.29, the line
until the first day below three cases); all three are steeper than what was reported.

{made} The calibration, {runs} draws under three wrong models and two plans, and the
docking's runs are *not* made again by `make validation`: they are read from
`scenarios/calibration/dianjiang-draws.csv` and, in `tests/validation/response/`,
`dianjiang.json`, `covasim.json` and `docked.json`."""

FIT = """## Dianjiang, November 2022

Reported (sources in `scenarios/dianjiang-2022.yaml`; national summary for 9 November,
briefings of Chongqing for 12, 13 and 17 November, People's Daily Online Chongqing for 20
November): 8 confirmed on the 9th, 40 confirmed and 80 without symptoms on the 12th, 10 and 59
until 18:00 on the 13th, 5 and 33 until noon on the 17th (the county of these 33 is garbled in
the source), 0 and 5 until noon on the 20th.

*Observation.* A case is known when the laboratory is done (12 h in the scenario) and counted
after a further delay; a count sees its window only; of the first day confirmed cases only;
published confirmed cases include conversions of people counted before (3 of 158: Chongqing,
12 November).

*Screening.* Everybody of the two streets is called to a site every day from the first order on
(`scenarios/calibration/dianjiang-screening.yaml`, with its sources). That there was screening
is reported (48 of 158 confirmed of Chongqing); how it was done is not, so national guides stand
in. In the runs below {sampled} of those called were sampled in time.

*Free.* Four values: growth, level, decline, and one of the observation; the chance that the ill
seek a test is the scenario's, the share confirmed that of 12 and 13 November (50 of 189). Drawn
by a Latin hypercube, one run a draw, one wave. Of {draws} draws the fifth with the smallest
root mean square of differences of square roots (Bartlett 1936, doi 10.2307/2983678) over four
counts is the posterior, {kept} draws (approximate Bayes by rejection: Beaumont 2010, doi
10.1146/annurev-ecolsys-102209-144621). Draws with more than 300 infected before the first order
are rejected without a run. The town has 12,000 residents, not the 120,000 assumed in the
scenario, and no ordinary forms and requests. 200 draws were planned; the time given ran out
after {draws}, so quantiles are rough.

{posterior}

Rank correlations (Spearman) in the posterior; with {kept} draws only those beyond about {luck}
in size are more than luck (5 % of single pairs):

{correlated}

A width near 1 says that the counts say nothing of that value. What they identify are
combinations: a faster growth from fewer introductions gives the same first counts.

{fitted}

![Pairs of free values](images/dianjiang-pairs.svg)

![The posterior's band beside the published counts](images/dianjiang-band.svg)

Made by, in this order (minutes of CPU; a file of runs that holds some is gone on with, so
more draws can be added):

    python -m tests.validation.response.calibrate --draws 200 --out runs.jsonl
    python -m tests.validation.response.posterior runs.jsonl
    python -m tests.validation.response.experiments run 0 1 experiments.jsonl
    python -m tests.validation.response.experiments join experiments.jsonl
    python -m tests.validation.response.docking 6

Without a file, `posterior` remakes table and posterior from
`scenarios/calibration/dianjiang-runs.jsonl.gz`.

Later runs take the posterior by `--posterior
scenarios/calibration/dianjiang-posterior.yaml`."""

UNTOUCHED = """## What was reported, and what comes out

Values are medians, with the band of 95 % of runs in brackets where one was made. A report
agrees inside the band; a median between the stated bounds; a rate within a factor of 1.2 of a
report that says "about".

{table}

*Hotline* (People's Daily Da Jiang Dong studio, 26 February 2020): 732,000 calls in 36 days,
609,000 answered; 35,000 and 23,000 on 11 February. Five operators, 7 min a call, patience of
5 min on average and a day factor of spread .5 are assumed; calls are not made again. Given
how loaded the day was, its share is foretold; how bad the worst of 36 days is hangs on the
assumed spread.

*Maqiao* (People's Daily Online Shanghai, 23 March 2022): about 60 people a desk and hour in
the first round, 8,520 by seven desks in 6 h in the fifth. A desk of the street learns over
600 people, assumed, and has seen 1,200 by the end of its first round: it learns too early.

*Jianghan* (Wuhan's round-up of 19 February 2020): 186,045 households, 5,592 people, 3 days.
The report counts everybody, supervisors too, and every visit that was made again (Chengdu
opened .11 of doors at first); the street's door takes 4.3 min (Qidong, 20 March 2022) and
nine of ten open. The three days were the order's term, not a measured work time.

*Shanghai* (daily reports, 13 April to 31 May 2022): slope of the logarithm of the city's
counts. City-wide counts sum districts shut at different times, re-infection of those who
served, and a backlog of tests; a town shut at once has none of these. The street falls
faster, also with household contacts only: its household chains end sooner than the -.12 to
-.17 a day that was expected of chains alone. With the street's staff at work as well (two
runs tried, 18,000 residents, 150 infected at the start) cases ended so soon that a slope
could be fitted in one, -.24 a day. What could make the test itself too steep: all households
shut at once, a town of 2.35 people a household, nobody infected again by who serves. A fixed
delay of reports would not change a slope. No source gives these for the city, so the set-up
stands and the row disagrees."""

TEETH = """## Tests with teeth

Three models that are wrong on purpose, each through every test: quarantine of a case's
household and stairwell left out (no tracing); many times the staff, at once (unlimited
staff); growth half of each draw's. Each model
has the same {runs} nearest draws of the posterior, one run each. The rows of the work are
measured better. An empty cell: the wrong model does not touch that check.

{table}

{dropped}"""

DOCKED = """{peer} (Kerr et al. 2021, doi 10.1371/journal.pcbi.1009149), hybrid
population of 20,000, 20
infected, beta .016, lasting immunity, 180 days; {theirs} runs of each kind, {own} of ours.
*Growth* was to be matched and is so only roughly: {growth:.3f} a day between 100 and 1,000
infected in all for Covasim; ours, after one correction of the growth asked for, came to
{reached:.3f}, {faster}. So the rows below mix this with what differs otherwise, and agreement
is not claimed. *Matched*: the course (the set `wild` is Covasim's), population size, number
infected at the start, chance of a test (.3 a day when ill, sensitivity .77, a day), the
factors of isolation and quarantine, 14 days. *Not matched*: the contact network and household
sizes (2.35 here, larger there), the age structure, how infectiousness is spread over the
course and over people, time steps of a day. Controlled: the ill are tested and isolated,
households of cases quarantined, at once and for all. Intervals are 95 % of the mean."""

PLANS = """## Is the ranking of plans stable over the posterior?

{runs} draws, each plan under the same luck as the draw as it is. Equal plans share the first
place.

{table}

Fast response is the shipped overlay (cadres at a day's notice, activation 8.4 h); the emergency
of Dianjiang has a date, so that its activation delay may change nothing. One replication a
draw: shares mix what is not known with luck. A share of .5 between two
plans is no ranking. Lost service leaves out ordinary requests, which these runs have not."""

LIMITS = """## What a reviewer should hold against this

- {draws} draws, one wave, {kept} kept: coarse. Whether it fits is said by the table, not here.
- Five counts, one of them of a county whose name is garbled, hardly identify four values.
- The held-out count was seen in the earlier attempt: it is only nearly untouched.
- The town's size, its introductions, how its screening was done and what orders leave of
  contacts are assumed. Not all who are called are sampled in time, which the reports do not
  tell of.
- How cases were found (95 of 158 in quarantine, 48 by screening) is not compared: the kept
  runs read who was shut in from the household layer, where the town's order is noted as the
  cause. Read from the grid layer, one draw that was tried gave .81.
- Sources are news and briefings, some by machine translation. They are facts of one place on
  one day.
- Rejection with so few draws is coarse; no check of the calibration on made-up data was made
  for these values (that of the method is in `tests/experiment/test_calibration.py`).
- Bounds of the tests of the peak ("of the order of 100", "near day 5", "below about 10") are
  ours."""
