"""What is asked of, or done to, many lines at once: SQL."""
