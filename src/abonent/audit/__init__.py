"""How what people edit by hand was before each change, and who changed it: kept by the database itself, whoever writes.

Beside the journal: that says what happened, in words and for everybody whom it concerns; this says what stood there.
"""
