"""What the operator tells everybody: news, planned works, outages, offers.

A notice is shown from an instant to an instant; what has ended stays readable among the earlier ones.
"""
