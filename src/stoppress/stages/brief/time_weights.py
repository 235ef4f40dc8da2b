"""How much each sign of `times` counts: written by benchmarks/dossiers/train_times.py, not by hand."""

DATA = "a939e96ffd72a905b04f432b1f1ffdef67a462ce738319716a89c1fc0a839e2d"
"""SHA-256 of the events trained on."""
SAME_TIME = {
    "bias": -2.37,
    "near": 0.45,
    "matter": 0.48,
    "happening": 0.41,
    "shares": 0.19,
    "happening shared": 0.16,
    "about": 0.04,
    "about, happening": -0.03,
    "both ahead": 0.5,
    "only of kind": 0.13,
    "only, ahead": 0.3,
    "both first": 0.02,
    "both early": 0.59,
    "early, happening": 0.63,
    "two hours": 0.68,
    "one hour": -0.29,
    "same day": 2.31,
    "next day": -0.46,
    "day assumed": 0.83,
    "within a week": 0.1,
}
LEAST_SAME = -1.0
"""Log-odds from which two times are said to be of one happening."""
