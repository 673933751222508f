"""Running what is new: which sources, the two jobs in process, and the summary."""
