"""Deliveries of counts: opening them, spelling their numbers, giving each record its fate."""
