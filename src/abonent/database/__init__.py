"""How the house speaks to PostgreSQL: constraints, roles, compiled queries, rounding.

Knows nothing of the rooms above; they say here in one word what would be ten lines of SQL.
"""
