"""Proof that the epidemic is the one that theory describes.

laws.py        laws of durations, known by their Laplace transforms
truths_*.py    formulas, with their sources
rows.py        one comparison: truth, value, standard error, z or p, verdict
runs.py        the product's own parts, run from scenarios written as data
graphs.py      networks as files, made from seeds
group_*.py     comparisons by group
face_*.py      real outbreaks and diaries, read beside the repository
page.py        the page docs/validation.md

``python -m tests.validation --out docs/validation.md`` writes the page; the tests call the same
groups, so that page and tests cannot disagree.
"""
