"""Lines of an internet provider: who may connect with what, what routers are told, and what they tell back.

FreeRADIUS reads what a line may do through functions of the database; routers are told of changes by jobs.
"""
