"""Everything that speaks Dagster: assets, checks, jobs, sensors, schedules, resources."""
