"""Subscribers, their subscriptions and their consent."""
