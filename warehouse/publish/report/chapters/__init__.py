"""The chapters of the report, one module each: what is said, and which figures stand behind it."""
