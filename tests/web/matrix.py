"""Every address of the portal × everybody who may come: the exact answer, in one table.

Rows are the names of addresses (src/abonent/**/urls.py). Columns, in this order: a stranger, Olena (who owns the
account), Marek (who owns another one), Paula (who may pay on Olena's), Sonia (who may look). What addresses name –
bills, payments – is Olena's. A form carries the account that its sender would have been shown.

`door` is a way to the sign-in, `proof` to the step-up, `forged` what comes from no bank; `→ name` leads to another page.
"""

EVERYBODY = ("nobody", "olena", "marek", "paula", "sonia")

Row = tuple[str, str, str, str, str]


def alike(stranger: str, person: str) -> Row:
    """A page on which everybody who is signed in gets the same."""
    return (stranger, person, person, person, person)


GET: dict[str, Row] = {
    "account_change_password": alike("door", "200"),
    "account_login": alike("200", "→ overview"),
    "account_logout": alike("door", "200"),
    "account_reauthenticate": alike("door", "200"),
    "bill": ("door", "200", "404", "200", "200"),
    "bill_csv": ("door", "200", "404", "200", "200"),
    "bill_pdf": ("door", "200", "404", "200", "200"),
    "bills": alike("door", "200"),
    "bills_csv": alike("door", "200"),
    "choose_account": alike("door", "405"),
    "choose_payment": ("door", "200", "200", "200", "403"),
    "end_sessions": alike("door", "405"),
    "health": alike("200", "200"),
    "home": alike("door", "→ overview"),
    "logo": alike("200", "200"),
    "me": alike("door", "200"),
    "message": ("door", "200", "404", "404", "404"),
    "messages": alike("door", "200"),
    "mfa_activate_totp": alike("door", "proof"),
    "mfa_authenticate": alike("door", "→ overview"),
    "mfa_deactivate_totp": alike("door", "proof"),
    "mfa_download_recovery_codes": alike("door", "proof"),
    "mfa_generate_recovery_codes": alike("door", "proof"),
    "mfa_index": alike("door", "200"),
    "mfa_reauthenticate": alike("door", "proof"),
    "mfa_view_recovery_codes": alike("door", "proof"),
    "overview": alike("door", "200"),
    "pay": ("door", "200", "200", "200", "403"),
    "pay_bill": ("door", "→ pay", "404", "→ pay", "403"),
    "payment": ("door", "200", "404", "200", "200"),
    "payment_hook": alike("405", "405"),
    "payment_receipt": ("door", "404", "404", "404", "403"),
    "payments": alike("door", "200"),
    "payments_csv": alike("door", "200"),
    "receipt": ("door", "200", "404", "200", "200"),
    "receipt_pdf": ("door", "200", "404", "200", "403"),
    "set_language": alike("405", "405"),
    "set_look": alike("405", "405"),
    "theme": alike("200", "200"),
}

POST: dict[str, Row] = {
    "account_change_password": alike("door", "422"),
    "account_login": alike("422", "→ overview"),
    "account_logout": alike("door", "door"),
    "account_reauthenticate": alike("door", "422"),
    "bill": alike("door", "405"),
    "bill_csv": alike("door", "405"),
    "bill_pdf": alike("door", "405"),
    "bills": alike("door", "405"),
    "bills_csv": alike("door", "405"),
    "choose_account": alike("door", "→ overview"),
    "choose_payment": ("door", "405", "405", "405", "403"),
    "end_sessions": alike("door", "→ mfa_index"),
    "health": alike("200", "200"),
    "home": alike("405", "405"),
    "logo": alike("200", "200"),
    "me": alike("door", "405"),
    "message": alike("door", "405"),
    "messages": alike("door", "405"),
    "mfa_activate_totp": alike("door", "proof"),
    "mfa_authenticate": alike("door", "→ overview"),
    "mfa_deactivate_totp": alike("door", "proof"),
    "mfa_download_recovery_codes": alike("door", "proof"),
    "mfa_generate_recovery_codes": alike("door", "proof"),
    "mfa_index": alike("door", "405"),
    "mfa_reauthenticate": alike("door", "proof"),
    "mfa_view_recovery_codes": alike("door", "proof"),
    "overview": alike("door", "405"),
    "pay": ("door", "→ pay", "→ pay", "→ pay", "403"),
    "pay_bill": ("door", "405", "405", "405", "403"),
    "payment": alike("door", "405"),
    "payment_hook": alike("400", "400"),
    "payment_receipt": ("door", "405", "405", "405", "403"),
    "payments": alike("door", "405"),
    "payments_csv": alike("door", "405"),
    "receipt": alike("door", "405"),
    "receipt_pdf": ("door", "405", "405", "405", "403"),
    "set_language": alike("400", "400"),
    "set_look": alike("400", "400"),
    "theme": alike("200", "200"),
}
