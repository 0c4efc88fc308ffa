"""Every e-mail and SMS that leaves the house: an outbox, sent by jobs, with retries.

Lies on the ground: it knows accounts and people by number only. What is secret in a letter is sealed until it is sent and blanked afterwards.
"""
