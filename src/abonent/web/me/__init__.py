"""What customers settle about themselves and their account: contact data, consents, invoice data, people, their own data."""
