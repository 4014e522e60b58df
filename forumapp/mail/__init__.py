"""The outbox: a mail is queued in the transaction that causes it and delivered by the worker."""
