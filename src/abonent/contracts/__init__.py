"""What was agreed: tariffs and their prices, agreements, what is delivered and held, what is restricted."""
