"""The page that others are compared with: an ordinary Django project, as `startproject` and the tutorial make it.

Django's own templates, ORM, session and authentication middleware; five queries a page: the session, the person,
the customer, the bills of two years (24 rows), the latest twelve payments. Nothing in it is made slow on purpose, and two things
are better than what `startproject` gives: connections to the database are kept (CONN_MAX_AGE), without which a page
takes about twice as long, and DEBUG is off, so that templates are loaded once.
"""
