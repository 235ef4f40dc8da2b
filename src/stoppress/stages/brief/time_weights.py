"""How much each sign of `times` counts: written by benchmarks/dossiers/train_times.py, not by hand."""

DATA = "2684fcb1b0caf0452e455c93b1ca8c46616ec0faab722d01cf3bc69f0507126d"
"""SHA-256 of the events trained on."""
SAME_TIME = {
    "bias": -2.44,
    "near": 0.45,
    "matter": 0.41,
    "happening": 0.49,
    "shares": 0.68,
    "happening shared": 0.17,
    "about": 0.01,
    "about, happening": -0.16,
    "both ahead": 0.63,
    "only of kind": 0.48,
    "only, ahead": 0.6,
    "both first": -0.12,
    "both early": 0.35,
    "early, happening": 0.96,
    "two hours": 0.56,
    "one hour": -0.08,
    "same day": 2.53,
    "next day": -0.59,
    "day assumed": 0.7,
    "within a week": -0.1,
}
LEAST_SAME = 0.75
"""Log-odds from which two times are said to be of one happening."""
