"""What several tests need that is no fixture."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from forumapp.identity.models import Account

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""The time at which most tests take place: a Monday, 17:00 in Beijing, 4:00 in New York."""

NEXT_YEAR = datetime.now(UTC).year + 1
"""For journeys, which take place at the real time: a year in which everything is still to come."""

soon = pytest.mark.timeout(60)
"""For input made to be costly: work that grows beyond the input never ends within this; a slow
machine does. Speed itself is measured in bench/."""


def an_account(role: str = "organizer") -> Account:
    """An account that may sign in; its address names its role."""
    key = uuid4().hex
    return Account(
        email=f"{role}.{key[:8]}@example.org",
        name=role.title(),
        role=role,
        fs_uniquifier=key,
        created_at=NOW,
    )
