"""Who of the staff is on duty at which forum or on which journey."""
