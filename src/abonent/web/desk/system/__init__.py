"""Django's own admin, for the system administrator alone: every table as it lies there, to be read and never to be written.

Behind the desk's door and the act `system.see`; docs/decisions/0043 says why nothing can be changed here.
"""
