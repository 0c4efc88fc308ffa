"""What the operator tells everybody: news, planned works, outages, offers.

A notice is shown from an instant to an instant; what has ended stays readable among the earlier ones. One that names places
concerns those who have a line there: they see it in the panel, and whoever agreed is written to.
"""
