"""The staff's desk: what the office sees and does, behind a sign-in of its own.

Every page asks for an act of the profile's `[desk.acts]`; dense, made for the keyboard, the same without JavaScript.
"""
