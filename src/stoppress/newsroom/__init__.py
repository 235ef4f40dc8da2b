"""Outlets, feeds, articles, events, claims and alerts."""
