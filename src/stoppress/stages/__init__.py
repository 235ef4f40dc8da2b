"""The verbs: pure functions, records in, decision and reasons out."""
