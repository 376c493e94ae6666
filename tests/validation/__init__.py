"""Proof that the epidemic is the one that theory describes.

laws.py           laws of durations, known by their Laplace transforms
truths_*.py       formulas, with their sources; chains.py sums two of them another way
rows.py           one comparison: truth, value, standard error, z or p, verdict
distributions.py  comparisons of whole distributions
runs.py           the product's own parts, run from scenarios written as data
networks.py       residents who meet along the edges of a file; graphs.py makes the file
estimates.py      what is read off an outbreak
group_*.py        comparisons by group; groups.py lists them
face_*.py         real outbreaks and diaries, read beside the repository
eon_reference.py  EoN's outbreaks, made once into eon.json
page.py           the page docs/validation.md

``python -m tests.validation --out docs/validation.md`` writes the page; the tests call the same
groups, so that page and tests cannot disagree.
"""
