"""What is owed, and what was paid: charges, bills, the ledger, payments and receipts.

Money is changed only by the actions of this room. Balance = sum of entries; entries are only added.
"""
