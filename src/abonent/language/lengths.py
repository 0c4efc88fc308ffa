"""How long what people type may be, in characters: one number for columns, actions, forms and commands."""

NAME = 160
"""A person's, a company's; what the bank is told of it is shorter (`billing.transfer`)."""
TITLE = 160
"""Of a document or a notice."""
REASON = 300
"""Why something is done, in a line; mostly the customer reads it."""
SHORT_REASON = 200
"""Why somebody looks through a customer's eyes."""
WORDS = 1000
"""A note, an answer, what somebody disagrees with."""
