"""What is done to questions (`building`) and to sets of them (`sets`)."""
