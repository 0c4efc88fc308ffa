"""What is done to many accounts at once, in SQL: a constant number of statements however many bills there are."""
