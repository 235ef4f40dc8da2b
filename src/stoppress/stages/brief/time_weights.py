"""How much each sign of `times` counts: written by benchmarks/dossiers/train_times.py, not by hand."""

DATA = "a939e96ffd72a905b04f432b1f1ffdef67a462ce738319716a89c1fc0a839e2d"
"""SHA-256 of the events trained on."""
SAME_TIME = {
    "bias": -2.31,
    "near": 0.45,
    "matter": 0.46,
    "happening": 0.42,
    "shares": 0.17,
    "happening shared": 0.16,
    "about": 0.03,
    "about, happening": -0.02,
    "both ahead": 0.49,
    "only of kind": 0.13,
    "only, ahead": 0.3,
    "both first": 0.03,
    "both early": 0.58,
    "early, happening": 0.6,
    "two hours": 0.67,
    "one hour": -0.31,
    "same day": 2.3,
    "next day": -0.45,
    "day assumed": 0.83,
    "within a week": 0.1,
}
LEAST_SAME = -1.0
"""Log-odds from which two times are said to be of one happening."""
