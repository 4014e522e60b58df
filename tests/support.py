"""What several tests need that is no fixture."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""The time at which most tests take place: a Monday, 17:00 in Beijing, 4:00 in New York."""
