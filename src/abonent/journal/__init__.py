"""What happened, when, by whom; and who wants to know.

Lies on the ground: it knows accounts by number only and imports no other room.
"""
