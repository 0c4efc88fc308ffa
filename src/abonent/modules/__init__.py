"""What an operator may do without: one package each, with its own tables, pages and jobs.

A module stands above the doors and uses every room; nothing below knows it by name (`web.module`, `journal.on`).
"""
