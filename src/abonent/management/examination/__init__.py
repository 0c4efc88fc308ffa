"""What `abonent doctor` looks at, and what it says."""
