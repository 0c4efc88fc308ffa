"""Abonent: the customer's side of an operator, one web portal and the staff desk behind it."""
