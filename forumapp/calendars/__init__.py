"""What each record's calendar entry says, its stored bytes, and the feeds joined from them."""
