"""Pure answers: who may register and in which state (`states`), what a calendar's answer does (`replies`)."""
