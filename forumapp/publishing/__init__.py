"""The verbs that touch several features in one transaction; views call these, never the parts."""
