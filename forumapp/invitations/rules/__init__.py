"""Pure answers: what an invitation is and allows (`states`), who stands on a list (`lists`)."""
