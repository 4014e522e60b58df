"""Times, numbers and purposes of the readers' list."""

from datetime import timedelta

LINK, UNSUBSCRIBING = "reader", "reader unsubscribing"
"""The purposes of a reader's two links: one shows and changes what they read, the other ends it."""

UNCONFIRMED_FOR = timedelta(days=7)
"""So long an address waits for its owner to say that it is meant."""
COUNTS_FOR = timedelta(minutes=10)
"""Over which time the limits of an address and of a network count."""
NETWORKS_KEPT_FOR = 2 * COUNTS_FOR
SENT_KEPT_FOR = timedelta(days=7)
"""So long a sent mail of an announcement is kept: word that it came back arrives within days."""

AT_ONCE = 100
"""So many mails are queued in one transaction, so that nobody who registers waits for them."""
TAKEN_BACK_AT_ONCE = 1000
ANNOUNCEMENTS_AT_ONCE = 50
