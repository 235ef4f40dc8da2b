"""Bytes from outside: fetching feeds and pages."""
