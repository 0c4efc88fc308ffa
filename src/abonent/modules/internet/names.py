"""What the module's tasks are called at the desk, by the names of jobs and of reactions."""

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
