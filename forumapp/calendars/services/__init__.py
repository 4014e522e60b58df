"""Keeping written entries as the records are, and mail to one person (`invite`).

`refresh` says which entries, `keep` stores one, `following` sees that none is forgotten.
"""
