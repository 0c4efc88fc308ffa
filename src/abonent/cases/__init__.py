"""What a customer has asked for, and what became of it.

A wish that the profile lets the office decide waits here as an order: old and new side by side, and it can be withdrawn.
"""
