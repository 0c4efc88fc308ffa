"""What the module's tasks, tables and columns are called where the system administration reads them."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

HERE = "abonent.modules.internet.jobs"
_TELL = pgettext_lazy("job", "Tell the routers what the lines of a customer may do now")
JOBS: dict[str, Promise] = {
    f"{HERE}.make_lines_of": pgettext_lazy("job", "Make the lines of a new agreement"),
    f"{HERE}.free": pgettext_lazy("job", "Tell the routers that a line is released"),
    f"{HERE}.bring_account_of": _TELL,
    "internet.bring": pgettext_lazy("job", "Tell a router what a line may do now"),
    "internet.end_silent": pgettext_lazy("job", "End sessions that routers tell nothing of any more"),
    "internet.forget": pgettext_lazy("job", "Forget sessions and answers that are long over"),
    "internet.make_lines": pgettext_lazy("job", "Make lines that agreements have and the network does not"),
    "internet.reconcile": pgettext_lazy("job", "Compare what routers were told with what lines may do"),
    "internet.thin": pgettext_lazy("job", "Put old traffic together into half hours and hours"),
    "internet.try_again": pgettext_lazy("job", "Try devices again that did not answer"),
    "internet.try_device": pgettext_lazy("job", "Ask a device whether it answers"),
}
TABLES: dict[str, Promise] = {
    "answer": pgettext_lazy("table", "Answers of RADIUS"),
    "device": pgettext_lazy("table", "Access devices"),
    "line": pgettext_lazy("table", "Lines, as they connect"),
    "reply": pgettext_lazy("table", "What devices are told"),
    "rules": pgettext_lazy("table", "Rules of the network"),
    "session": pgettext_lazy("table", "Sessions of lines"),
}
COLUMNS: dict[str, Promise] = {
    "accepted": pgettext_lazy("column", "let in"),
    "answered_at": pgettext_lazy("column", "answered last"),
    "attribute": pgettext_lazy("column", "attribute"),
    "because": pgettext_lazy("column", "because of"),
    "began_at": pgettext_lazy("column", "began"),
    "device_id": pgettext_lazy("column", "access device"),
    "drop": pgettext_lazy("column", "to be ended"),
    "failed_at": pgettext_lazy("column", "out of reach since"),
    "failure": pgettext_lazy("column", "what went wrong"),
    "heard_at": pgettext_lazy("column", "heard of last"),
    "in_bytes": pgettext_lazy("column", "uploaded, bytes"),
    "in_packets": pgettext_lazy("column", "uploaded, packets"),
    "interim_seconds": pgettext_lazy("column", "seconds between reports"),
    "line_id": pgettext_lazy("column", "line"),
    "mac": pgettext_lazy("column", "MAC address"),
    "mark": pgettext_lazy("column", "mark"),
    "out_bytes": pgettext_lazy("column", "downloaded, bytes"),
    "out_packets": pgettext_lazy("column", "downloaded, packets"),
    "place": pgettext_lazy("column", "place in the answer"),
    "refused": pgettext_lazy("column", "what the router refused"),
    "sessions": pgettext_lazy("column", "sessions at once"),
    "silent_minutes": pgettext_lazy("column", "minutes until a session is silent"),
    "thinned_before": pgettext_lazy("column", "put together until"),
    "zone": pgettext_lazy("column", "time zone"),
}
