"""The one app of the plain project."""
