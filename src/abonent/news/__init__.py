"""What the operator tells everybody: news, planned works, outages."""
