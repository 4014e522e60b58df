"""The rows: who arranges and who comes (`bookings`)."""
