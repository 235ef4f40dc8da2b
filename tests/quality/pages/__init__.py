"""Invented news on the pages of invented outlets, each with what a reader would call its article."""
