"""Organizations: who holds, co-organizes, supports and hosts."""
