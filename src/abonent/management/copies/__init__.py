"""Copies of everything that is kept, as one file: the database of one instant, the documents, the profile, a manifest."""
