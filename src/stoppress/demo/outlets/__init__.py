"""The demo's outlets: three invented publications, each with its own feed and its own kind of page."""
