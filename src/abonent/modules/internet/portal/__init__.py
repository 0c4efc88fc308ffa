"""The customer's pages of the module."""
