"""The module by the clock and in reaction."""
