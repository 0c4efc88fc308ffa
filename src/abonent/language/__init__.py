"""How money, numbers, days and names are written in a language, quickly enough for every line of a page.

Pages and documents ask for `language.written("pl")` once and then only call it, so it is re-exported here.
"""

from abonent.language.cldr import written
from abonent.language.letters import unwritable
from abonent.language.names import is_printable, likeness
from abonent.language.written import Written

__all__ = ["Written", "is_printable", "likeness", "unwritable", "written"]
