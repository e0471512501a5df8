"""What was recorded for a case outside of an assignment: kept apart until a supervisor decides."""
