"""What every feature stands on: database, transaction, clock, texts, refusals, links, tokens."""
