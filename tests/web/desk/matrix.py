"""Every address of the desk × everybody who may come: the exact answer, in one table.

Columns, in this order: a stranger, Olena (a customer), and of the staff a clerk, an accountant, a technician, an
administrator. What addresses name is Olena's. `door` is a way to the staff's sign-in, `proof` to the step-up.
"""

EVERYBODY = ("nobody", "olena", "CLERK", "ACCOUNTANT", "TECHNICIAN", "ADMIN")

Row = tuple[str, str, str, str, str, str]


def staff(clerk: str, accountant: str, technician: str, admin: str) -> Row:
    """A page behind the desk's door: strangers are led to the door, for customers it is not there."""
    return ("door", "404", clerk, accountant, technician, admin)


def all_of_them(answer: str) -> Row:
    return staff(answer, answer, answer, answer)


GET: dict[str, Row] = {
    "desk": all_of_them("200"),
    "desk_add_document": staff("200", "200", "403", "403"),
    "desk_add_note": staff("200", "200", "200", "403"),
    "desk_audit": staff("403", "403", "403", "200"),
    "desk_audit_acts": staff("403", "403", "403", "200"),
    "desk_audit_acts_csv": staff("403", "403", "403", "200"),
    "desk_audit_change": staff("403", "403", "403", "200"),
    "desk_audit_csv": staff("403", "403", "403", "200"),
    "desk_change": staff("200", "403", "403", "403"),
    "desk_change_notice": staff("200", "403", "200", "403"),
    "desk_change_staff_mail": staff("403", "403", "403", "proof"),
    "desk_change_staff_role": staff("403", "403", "403", "proof"),
    "desk_changes": staff("200", "403", "403", "403"),
    "desk_changes_csv": staff("200", "403", "403", "403"),
    "desk_customer": all_of_them("200"),
    "desk_customer_contract": all_of_them("200"),
    "desk_customer_document": staff("200", "200", "403", "200"),
    "desk_customer_documents": staff("200", "200", "403", "200"),
    "desk_customer_history": all_of_them("200"),
    "desk_customer_history_csv": all_of_them("200"),
    "desk_customer_message": all_of_them("200"),
    "desk_customer_messages": all_of_them("200"),
    "desk_customer_money": staff("200", "200", "403", "200"),
    "desk_customer_money_csv": staff("200", "200", "403", "200"),
    "desk_disable_staff": staff("403", "403", "403", "proof"),
    "desk_end_staff_sessions": staff("403", "403", "403", "proof"),
    "desk_end_view": staff("405", "405", "403", "403"),
    "desk_invite_staff": staff("403", "403", "403", "proof"),
    "desk_invite_staff_again": staff("403", "403", "403", "proof"),
    "desk_keys": all_of_them("200"),
    "desk_letter": staff("200", "403", "403", "200"),
    "desk_lost_step": staff("200", "403", "403", "200"),
    "desk_mail": staff("200", "403", "403", "200"),
    "desk_news": staff("200", "403", "200", "403"),
    "desk_passkey_question": ("405",) * 6,
    "desk_passkey_sign_in": ("door", "→ overview", *(("→ desk",) * 4)),
    "desk_remove_note": staff("200", "200", "200", "403"),
    "desk_returned": staff("200", "403", "403", "200"),
    "desk_sign_in": ("200", "→ overview", *(("→ desk",) * 4)),
    "desk_staff": staff("403", "403", "403", "200"),
    "desk_staff_lost_step": staff("403", "403", "403", "proof"),
    "desk_staff_person": staff("403", "403", "403", "200"),
    "desk_take_down": staff("200", "403", "200", "403"),
    "desk_trouble": staff("200", "403", "403", "200"),
    "desk_unconfirmed": staff("200", "403", "403", "200"),
    "desk_view_as": staff("200", "200", "403", "403"),
    "desk_write": staff("200", "200", "200", "403"),
    "desk_write_notice": staff("200", "403", "200", "403"),
}

POST: dict[str, Row] = {
    "desk": all_of_them("405"),
    "desk_add_document": staff("422", "422", "403", "403"),
    "desk_add_note": staff("422", "422", "422", "403"),
    "desk_audit": staff("403", "403", "403", "405"),
    "desk_audit_acts": staff("403", "403", "403", "405"),
    "desk_audit_acts_csv": staff("403", "403", "403", "405"),
    "desk_audit_change": staff("403", "403", "403", "405"),
    "desk_audit_csv": staff("403", "403", "403", "405"),
    "desk_change": staff("422", "403", "403", "403"),
    "desk_change_notice": staff("422", "403", "422", "403"),
    "desk_change_staff_mail": staff("403", "403", "403", "proof"),
    "desk_change_staff_role": staff("403", "403", "403", "proof"),
    "desk_changes": staff("405", "403", "403", "403"),
    "desk_changes_csv": staff("405", "403", "403", "403"),
    "desk_customer": all_of_them("405"),
    "desk_customer_contract": all_of_them("405"),
    "desk_customer_document": staff("405", "405", "403", "405"),
    "desk_customer_documents": staff("405", "405", "403", "405"),
    "desk_customer_history": all_of_them("405"),
    "desk_customer_history_csv": all_of_them("405"),
    "desk_customer_message": all_of_them("405"),
    "desk_customer_messages": all_of_them("405"),
    "desk_customer_money": staff("405", "405", "403", "405"),
    "desk_customer_money_csv": staff("405", "405", "403", "405"),
    "desk_disable_staff": staff("403", "403", "403", "proof"),
    "desk_end_staff_sessions": staff("403", "403", "403", "proof"),
    "desk_end_view": staff("→ desk", "→ desk", "403", "403"),
    "desk_invite_staff": staff("403", "403", "403", "proof"),
    "desk_invite_staff_again": staff("403", "403", "403", "proof"),
    "desk_keys": all_of_them("→ desk_keys"),
    "desk_letter": staff("405", "403", "403", "405"),
    "desk_lost_step": staff("422", "403", "403", "422"),
    "desk_mail": staff("405", "403", "403", "405"),
    "desk_news": staff("405", "403", "405", "403"),
    "desk_passkey_question": ("200",) * 6,
    "desk_passkey_sign_in": ("422", "→ overview", *(("→ desk",) * 4)),
    "desk_remove_note": staff(*("→ desk_customer",) * 3, "403"),
    "desk_returned": staff("→ desk_mail", "403", "403", "→ desk_mail"),
    "desk_sign_in": ("422", "→ overview", *(("→ desk",) * 4)),
    "desk_staff": staff("403", "403", "403", "405"),
    "desk_staff_lost_step": staff("403", "403", "403", "proof"),
    "desk_staff_person": staff("403", "403", "403", "405"),
    "desk_take_down": staff("→ desk_news", "403", "→ desk_news", "403"),
    "desk_trouble": staff("405", "403", "403", "405"),
    "desk_unconfirmed": staff("405", "403", "403", "405"),
    "desk_view_as": staff("422", "422", "403", "403"),
    "desk_write": staff("422", "422", "422", "403"),
    "desk_write_notice": staff("422", "403", "422", "403"),
}

WRITES_WHEN_LOOKED_AT: set[str] = {
    "desk_add_document",
    "desk_add_note",
    "desk_audit_change",
    "desk_change",
    "desk_customer",
    "desk_customer_contract",
    "desk_customer_document",
    "desk_customer_documents",
    "desk_customer_history",
    "desk_customer_history_csv",
    "desk_customer_message",
    "desk_customer_messages",
    "desk_customer_money",
    "desk_customer_money_csv",
    "desk_lost_step",
    "desk_remove_note",
    "desk_returned",
    "desk_view_as",
    "desk_write",
}
"""Pages that show somebody's personal data write into the journal that they were seen (`customer.seen`), and nothing else."""
