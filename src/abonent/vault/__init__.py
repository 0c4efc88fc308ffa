"""Secrets at rest: what the database keeps is sealed with AES-256-GCM and bound to its row.

Everyone who keeps a secret calls `vault.seal` and `vault.open_sealed`, so they are re-exported here.
"""

from abonent.vault.keys import Keys, WrongKeys
from abonent.vault.sealing import AlteredSecret, key_of, open_sealed, reseal, seal, sealing_key

__all__ = ["AlteredSecret", "Keys", "WrongKeys", "key_of", "open_sealed", "reseal", "seal", "sealing_key"]
