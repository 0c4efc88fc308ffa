"""What may be done with lines, devices and sessions."""
