"""The Django project: settings, urls and pages."""
