"""Pure words and answers: what a message may say (`messages`)."""
