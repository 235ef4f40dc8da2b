"""Deliveries, suppression, rendering and sending."""
