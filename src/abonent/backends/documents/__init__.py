"""Bills and their duplicates, receipts (also of cash), statements and terms of agreements as PDF, set by Typst from sheets.

`press.render(template, sheet)` makes a document again by the version it was issued with; `bill`, `cash`, `duplicate`, `receipt`, `statement`
and `terms`
say what stands on them; `typesetting` knows Typst. The templates and their words lie in `templates/`, the font in `fonts/`.
"""
