"""Table contracts: one YAML file a table, and everything that is said from it."""
