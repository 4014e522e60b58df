"""People: one record and one spelling per language, public only with a recorded consent."""
