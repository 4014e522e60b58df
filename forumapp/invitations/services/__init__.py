"""Verbs: a list becomes invitations (`adding`), they go out (`sending`), and are answered (`answering`)."""
