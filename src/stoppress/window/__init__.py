"""The events still open, in memory: finds the candidates for an article and keeps snapshots."""
