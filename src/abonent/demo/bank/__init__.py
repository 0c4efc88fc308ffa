"""A sandbox bank – a stand-in for tests and demonstration, no real money.

A process of its own with its own state: it plays somebody else's bank, so it imports nothing of Abonent and no Django.
Its protocol is in README.md beside this file.
"""
