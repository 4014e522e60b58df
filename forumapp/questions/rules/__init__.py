"""Pure: the words of questions (`kinds`), who is asked what (`answers`), ready ones (`standard`)."""
