"""How people come in, go out, prove themselves again, and look after the keys of their own door.

The machinery is django-allauth's; addresses, pages, words, limits, letters and the journal are ours.
"""
