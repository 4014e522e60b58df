"""Who came in: tickets judged without a network, check-ins that come later, attendance."""
