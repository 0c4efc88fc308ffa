"""The network at the staff's desk: lines, access devices, what they tell, and what can be done with them."""
