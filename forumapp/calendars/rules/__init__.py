"""What each record's calendar entry says: one file per kind, each a function from rows to an `Entry`.

Rows come with everything that an entry names; nothing here changes them.
"""
