"""What may be asked of the internet module."""
