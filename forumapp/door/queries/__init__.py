"""Which door is open to whom, what its devices hold, and who came."""
