"""Breaking-news alerts: one alert for an event, every line of it traceable to an outlet's words."""

__version__ = "0.1.0"
