"""The roof's handles: what `abonent` can be told to do, for operators and scripts."""
