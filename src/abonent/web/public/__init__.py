"""The pages that everybody can read, in the language that stands in their address."""
