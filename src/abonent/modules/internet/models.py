"""What the module keeps: lines, the devices where they end, sessions as routers told of them, and what RADIUS answered.

Whether a line works, and how fast it is, is not kept: the database computes it from what is held and what is restricted
(the function `internet_lines`, see `queries.now`).
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models

from abonent.audit.models import kept
from abonent.contracts.models import Subscription
from abonent.database.constraints import SameAccount
from abonent.people.models import Account


class Device(models.Model):
    """An access device (NAS) where lines end: it asks RADIUS who may connect, and is told when that changes.

    `vendor` names what it understands ([internet.vendors] of the profile). `secret` is sealed for `device:<id>:secret`.
    `heard_at` is when a packet last came from it, to the minute; `answered_at` when it last answered ours; `failed_at` when
    it last did not, and `failure` why: it is out of reach while that is the later one.
    """

    name = models.CharField(max_length=60)
    address = models.GenericIPAddressField()
    vendor = models.CharField(max_length=20)
    secret = models.TextField()
    secret_at = models.DateTimeField()
    port = models.PositiveIntegerField(default=3799)
    note = models.CharField(max_length=300, default="", blank=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "internet_device"
        constraints = (
            models.UniqueConstraint(fields=["name"], name="device_name_is_unique", condition=models.Q(ended_at=None)),
            models.UniqueConstraint(
                fields=["address"], name="device_address_is_unique", condition=models.Q(ended_at=None)
            ),
            models.CheckConstraint(condition=models.Q(port__gte=1, port__lte=65535), name="device_port_is_a_port"),
        )

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """The technical side of a subscription of kind "line": with what it connects, and which addresses it gets.

    `secret` is the PPPoE password, sealed for `line:<id>:secret`; empty until one was set, and until then nobody connects.
    `address4` and `prefix6` are fixed ones; without them, and without a `pool` of its own, the profile's pool is used.
    `macs` are registered devices of the customer, twelve small hexadecimal digits each; with `mac_bound` no other connects.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lines")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    login = models.CharField(max_length=64)
    secret = models.TextField(default="", blank=True)
    secret_at = models.DateTimeField(null=True, blank=True)
    address4 = models.GenericIPAddressField(protocol="IPv4", null=True, blank=True)
    prefix6 = models.CharField(max_length=43, default="", blank=True)
    pool = models.CharField(max_length=40, default="", blank=True)
    macs = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    mac_bound = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "internet_line"
        constraints = (
            SameAccount(field="subscription", name="line_and_subscription_of_one_account"),
            models.UniqueConstraint(fields=["account", "id"], name="line_of_account"),
            models.UniqueConstraint(fields=["account", "subscription"], name="a_subscription_has_one_line"),
            models.UniqueConstraint(fields=["login"], name="line_login_is_unique"),
            models.UniqueConstraint(fields=["address4"], name="line_address_is_unique"),
            models.UniqueConstraint(fields=["prefix6"], name="line_prefix_is_unique", condition=~models.Q(prefix6="")),
        )
        indexes = (GinIndex(fields=["macs"], name="line_by_mac"),)

    def __str__(self) -> str:
        return self.login


class Session(models.Model):
    """One connection of a line, as the router told of it.

    `mark` is made of device, login and the router's `number` (Acct-Session-Id): alike for those of several sessions only if
    the router began to count anew, and then they do not overlap.
    `given` is what the router was last told the line may do, as `internet_lines` writes it ("FREE 100000/15000"): from the
    attribute Class of the answer, then from each change that the router took. Octets and packets count from the router's
    view turned round: `in_` is what came to the customer (Acct-Output), `out_` what left (Acct-Input).
    `asked_at` is when it was found that the router has to be told something which it has not taken since: what is wanted now,
    or with `drop` that it is over, which stays until the session is forgotten. `because` is the subject of the event behind it, and `refused` why the router did not
    want to (an Error-Cause of RFC 5176).
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, db_constraint=False, related_name="sessions")
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="sessions")
    mark = models.CharField(max_length=32)
    number = models.CharField(max_length=64)
    port = models.CharField(max_length=64, default="", blank=True)
    mac = models.CharField(max_length=12, default="", blank=True)
    address4 = models.GenericIPAddressField(protocol="IPv4", null=True, blank=True)
    prefix6 = models.CharField(max_length=43, default="", blank=True)
    given = models.CharField(max_length=40, default="", blank=True)
    began_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=40, default="", blank=True)
    in_bytes = models.BigIntegerField(default=0)
    out_bytes = models.BigIntegerField(default=0)
    in_packets = models.BigIntegerField(default=0)
    out_packets = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(null=True, blank=True)
    drop = models.BooleanField(default=False)
    because = models.CharField(max_length=120, default="", blank=True)
    refused = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "internet_session"
        constraints = (SameAccount(field="line", name="session_and_line_of_one_account"),)
        indexes = (
            models.Index(fields=["mark"], name="session_by_mark"),
            models.Index(fields=["line", "began_at"], name="session_of_line"),
            models.Index(fields=["line"], name="session_open", condition=models.Q(ended_at=None)),
            models.Index(fields=["address4"], name="session_by_address", condition=models.Q(ended_at=None)),
            models.Index(fields=["mac"], name="session_by_mac", condition=models.Q(ended_at=None)),
            models.Index(fields=["device"], name="session_by_device", condition=models.Q(ended_at=None)),
            models.Index(
                fields=["device", "asked_at"],
                name="session_untold",
                condition=models.Q(ended_at=None, asked_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.number


class Answer(models.Model):
    """What RADIUS said to somebody who wanted to connect, for so many days as the profile says. Never a password.

    Knows lines and devices by number only: the login may be nobody's. `why` is a word, empty when it was let in. Whoever was
    let in counts as connected until accounting tells of it, for a minute at most (`radius_accepted`).
    """

    class Why(models.TextChoices):
        """Why somebody was not let in; the functions `radius_…` and the configuration of FreeRADIUS write these words."""

        UNKNOWN = "unknown"
        CLOSED = "closed"
        NO_PASSWORD = "no_password"  # noqa: S105 - a word for none
        PASSWORD = "password"  # noqa: S105 - a word for a wrong one
        MAC = "mac"
        CONNECTED = "connected"
        SEALED = "sealed"
        METHOD = "method"
        DEVICE = "device"

    at = models.DateTimeField()
    login = models.CharField(max_length=64)
    line_id = models.BigIntegerField(null=True)
    device_id = models.BigIntegerField(null=True)
    mac = models.CharField(max_length=12, default="", blank=True)
    port = models.CharField(max_length=64, default="", db_default="", blank=True)
    accepted = models.BooleanField()
    given = models.CharField(max_length=40, default="", blank=True)
    why = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        db_table = "internet_answer"
        indexes = (
            models.Index(fields=["line_id", "at"], name="answer_to_line"),
            BrinIndex(fields=["at"], name="answer_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.login} {'in' if self.accepted else self.why}"


class Reply(models.Model):
    """An attribute that a vendor's devices are sent for a level, as the profile says; brought up to date by `migrate`.

    `value` has names in braces ({down_kbits}, {up_kbits}, {address4}, {prefix6}, {pool}, {interim}); a reply of which one is
    empty is left out.
    """

    vendor = models.CharField(max_length=20)
    level = models.CharField(max_length=12)
    place = models.PositiveSmallIntegerField()
    attribute = models.CharField(max_length=64)
    value = models.CharField(max_length=200)

    class Meta:
        db_table = "internet_reply"
        constraints = (models.UniqueConstraint(fields=["vendor", "level", "place"], name="reply_place_is_unique"),)

    def __str__(self) -> str:
        return f"{self.vendor} {self.level} {self.attribute}"


class Rules(models.Model):
    """What the database has to know to answer RADIUS and keep traffic: one row, brought up to date by `migrate`.

    All is the profile's but `thinned_before`: samples of before then are means already.
    """

    sessions = models.PositiveSmallIntegerField()
    silent_minutes = models.PositiveIntegerField()
    interim_seconds = models.PositiveIntegerField()
    pool = models.CharField(max_length=40)
    zone = models.CharField(max_length=60)
    thinned_before = models.DateTimeField(null=True)

    class Meta:
        db_table = "internet_rules"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="rules_are_one_row"),)

    def __str__(self) -> str:
        return f"{self.sessions} session(s)"


class Sample(models.Model):
    """What an accounting packet told more than those before it: carried between two instants of one day (UTC).

    Partitioned by the day of `since` (`bulk.parts`), only ever added, of no use once it is thinned (`Mean`): read with the days
    that are set apart for that, and written by `radius_accounted` only. Directions as in `Session`, whose counters are the sums
    of its samples.
    """

    pk = models.CompositePrimaryKey("line_id", "since")
    line_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    in_bytes = models.BigIntegerField()
    out_bytes = models.BigIntegerField()
    in_packets = models.BigIntegerField()
    out_packets = models.BigIntegerField()

    class Meta:
        db_table = "internet_told"
        managed = False

    def __str__(self) -> str:
        return f"{self.line_id} {self.since}"


class Mean(models.Model):
    """What a line carried in a slot of 30 or 60 `minutes` that begins at `at`; `seconds` of it are known.

    Partitioned by `minutes`, then by day (30) or month (60).
    """

    pk = models.CompositePrimaryKey("line_id", "minutes", "at")
    line_id = models.BigIntegerField()
    minutes = models.SmallIntegerField()
    at = models.DateTimeField()
    seconds = models.IntegerField()
    in_bytes = models.BigIntegerField()
    out_bytes = models.BigIntegerField()
    in_packets = models.BigIntegerField()
    out_packets = models.BigIntegerField()

    class Meta:
        db_table = "internet_mean"
        managed = False

    def __str__(self) -> str:
        return f"{self.line_id} {self.at}"


class Volume(models.Model):
    """What a line carried on a day of the operator's zone. Written with each packet."""

    pk = models.CompositePrimaryKey("line_id", "day")
    line_id = models.BigIntegerField()
    day = models.DateField()
    in_bytes = models.BigIntegerField()
    out_bytes = models.BigIntegerField()

    class Meta:
        db_table = "internet_volume"
        managed = False

    def __str__(self) -> str:
        return f"{self.line_id} {self.day}"


SEALED = "sealed; when it was set is kept"
BY_ROUTERS = "changes with what the device does, not by hand"

DeviceBefore = kept(
    Device, {"secret": SEALED, **dict.fromkeys(("heard_at", "answered_at", "failed_at", "failure"), BY_ROUTERS)}
)
LineBefore = kept(Line, {"secret": SEALED})
