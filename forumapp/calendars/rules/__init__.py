"""What each record's calendar entry says: one file per kind, each a function from rows to an `Entry`.

Rows come with everything loaded that an entry names (`queries.entries`); nothing here reads more.
"""
