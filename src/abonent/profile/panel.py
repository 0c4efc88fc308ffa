"""What customers settle by themselves, and by which rules: links and codes, changes, consents, public pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from abonent.profile.kinds import CodeMinutes, CodeTries, Filled, Hour, Positive, Slug, Version, Web, Words


@dataclass(frozen=True, slots=True)
class Links:
    """How long single-use links work."""

    recover_minutes: Positive
    invite_days: Positive


@dataclass(frozen=True, slots=True)
class Codes:
    """How long six-digit codes work, how often one may be mistyped, and how soon another one may be asked for."""

    minutes: CodeMinutes
    tries: CodeTries
    again_after_seconds: Positive


@dataclass(frozen=True, slots=True)
class Changes:
    """Which changes count at once, and which wait until the office has agreed."""

    post_address: Literal["AT_ONCE", "OFFICE"]
    invoice_data: Literal["AT_ONCE", "OFFICE"]


@dataclass(frozen=True, slots=True)
class EInvoice:
    """How the e-invoice is switched off again, and the one-off fee (a tariff of kind FEE) of each bill on paper, if any.

    Whoever agreed to electronic invoices may take that back (ustawa o VAT z 11.03.2004, art. 106n).
    """

    off: Literal["AT_ONCE", "OFFICE"]
    paper_fee: str = ""


@dataclass(frozen=True, slots=True)
class Phones:
    """To which countries an SMS may be sent, and how many in a day to one number: nobody shall earn by making us send.

    News of works by SMS waits at night: it comes from `wakes_at_hour` until `sleeps_at_hour`.
    """

    countries: tuple[Positive, ...]
    sms_a_day: Positive
    wakes_at_hour: Hour = 7
    sleeps_at_hour: Hour = 22


@dataclass(frozen=True, slots=True)
class Consent:
    """Something a customer may agree to, and take back as easily. A changed text is a new version.

    `tells` names what is sent to whoever agreed without anybody writing it to them: WORKS, outages among them.
    """

    code: Slug
    version: Version
    channel: Literal["MAIL", "SMS", "BILLS"]
    title: Words
    text: Words
    tells: Literal["", "WORKS"] = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """Where else the operator can be found: a page of theirs, a map, a social network."""

    name: Filled
    address: Web


@dataclass(frozen=True, slots=True)
class Public:
    """The pages that everybody can read. The texts are files in Markdown, one for each language.

    In `help` a heading of the second level begins a subject, one of the third level is a question.
    """

    pay: bool
    slogan: Words
    help: Mapping[str, Path]
    privacy: Mapping[str, Path]
    accessibility: Mapping[str, Path]
    reviewed_on: date
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """What stands beside every agreement in the operator's own words: how to give notice, and how to complain.

    So many confirmations of an account's terms are made new in a day; what was made can be fetched at any time.
    """

    notice: Words
    complaint: Words
    confirmations_a_day: Positive = 5


@dataclass(frozen=True, slots=True)
class Panel:
    """The customers' panel. `takeout_days` is how long an archive of somebody's own data can be fetched."""

    links: Links
    codes: Codes
    lost_step_hours: Positive
    changes: Changes
    e_invoice: EInvoice
    phones: Phones
    contract: Contract
    takeout_days: Positive
    consents: tuple[Consent, ...]
    public: Public
