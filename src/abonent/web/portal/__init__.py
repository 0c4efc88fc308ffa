"""The customer's pages: one file for each family of pages, and what stands around them."""
