"""Who may see which account: people, accounts, and the access of one to the other.

Everything above is somebody's, so every room above stands on this one.
"""
