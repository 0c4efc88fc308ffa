"""Each wrong value of a profile is named by its key, with what is allowed there."""

import pytest

from tests.profile.writing import Written, refusal


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'colour = "#0b6e4f"',
            'colour = "green"',
            'brand.colour is "green"; allowed is a colour written #rrggbb',
        ),
        (
            'country = "PL"',
            "country = 48",
            "country is 48; allowed is two capital letters of ISO 3166, as PL",
        ),
        ('name = "Iskra Net"', 'name = " "', 'name is " "; allowed is text that is not empty'),
        (
            'tax_id = "9990123455"',
            'tax_id = "9990123456"',
            'tax_id is "9990123456"; allowed is a NIP of 10 digits with a right check digit',
        ),
        (
            'logo = "logo.svg"',
            'logo = "lgo.svg"',
            'brand.logo is "lgo.svg"; allowed is the name of a file that stands in ',
        ),
        (
            'time_zone = "Europe/Warsaw"',
            'time_zone = "Warsaw"',
            'time_zone is "Warsaw"; allowed is a zone of the tz database, as Europe/Warsaw',
        ),
        (
            "alone_min = 15",
            "alone_min = 14",
            "sign_in.password.alone_min is 14; allowed is a whole number, 15 or more (NIST SP 800-63B-4)",
        ),
        ("due_days = 14", "due_days = true", "billing.due_days is true; allowed is a whole number, 1 or more"),
        ("due_days = 14", "due_days = 14.5", "billing.due_days is 14.5; allowed is a whole number, 1 or more"),
        ('qr = "zbp"', 'qr = "epc"', 'payments.qr is "epc"; allowed is one of "zbp", "none"'),
        (
            'modules = ["internet"]',
            'modules = "internet"',
            'modules is "internet"; allowed is a list, each of it text in quotes',
        ),
        (
            "since = 2011-01-01",
            'since = "2011-01-01"',
            'billing.vat.1.since is "2011-01-01"; allowed is a day written 2026-11-21',
        ),
        (
            "since = 2011-01-01",
            "since = 2011-01-01T00:00:00",
            "billing.vat.1.since is 2011-01-01T00:00:00; allowed is a day written 2026-11-21",
        ),
        ('code = "A1"', 'code = "A2"', 'tariffs has the code "A2" twice; allowed is each code once'),
        (
            'amount = 35.00, vat = "23"',
            'amount = 35.00, vat = "22"',
            'tariffs.1.prices.1.vat is "22"; allowed are the codes of [[billing.vat]]: 23, 8, np, zw',
        ),
        (
            'code = "8"\nrate = 8',
            'code = "23"\nrate = 8',
            'billing.vat has the rate "23" twice on the same day; allowed are ranges that do not overlap',
        ),
        (
            "sold_since = 2020-10-01",
            "sold_since = 2020-10-01\nsold_until = 2020-10-01",
            "tariffs.1 says that its sale ends before it begins; allowed is until after since",
        ),
        (
            'roles = ["OWNER", "PAYS"]',
            'roles = ["OWNER", "PAYER"]',
            'acts.bills.pay.roles names "PAYER"; allowed are the roles of [roles]: OWNER, PAYS, SEES',
        ),
        ('roles = ["OWNER", "PAYS"]', "roles = []", "acts.bills.pay.roles is empty; allowed is at least one role"),
        (
            '"access.leave" = { roles = ["PAYS", "SEES"]',
            '"access.leave" = { roles = ["OWNER", "SEES"]',
            "acts.access.leave.roles names OWNER; allowed are the roles that may not people.change",
        ),
        (
            '"people.change" = { roles = ["OWNER"], level = "act" }',
            "",
            "acts.people.change is missing; the roles that may do it are the owners of an account",
        ),
        (
            "minutes = 10",
            "minutes = 11",
            "panel.codes.minutes is 11; allowed is a whole number, (NIST SP 800-63B-4) 1 to 10",
        ),
        ("tries = 5", "tries = 1000", "panel.codes.tries is 1000; allowed is a whole number, (OWASP ASVS 5.0) 1 to 10"),
        (
            'code = "mail-works"',
            'code = "Mail works!"',
            'panel.consents.1.code is "Mail works!"; allowed is small letters',
        ),
        (
            'code = "mail-works"\nversion = "2026-01"',
            'code = "mail-works"\nversion = "the version of January 2026"',
            "panel.consents.1.version is ",
        ),
        (
            'bill = "FV/{year}/{month:02}/{number:04}"',
            'bill = "FV/{number}"',
            'billing.series.bill is "FV/{number}"; allowed is text with {number} and {year}',
        ),
        ('bill = "FV/{year}/{month:02}/{number:04}"', 'bill = "FV/{year}/{number}/{day}"', "billing.series.bill is "),
        ("smallest = 1.00", "smallest = 99999", "payments.smallest is more than payments.largest; allowed is less"),
        (
            'account_prefix = "999800142026"',
            'account_prefix = "9998001420262026202"',
            "bank.account_prefix is too long for accounts of 6 digits; together at most 24 are allowed",
        ),
        ('uk = "Оренда роутера", ', "", "tariffs.8.name lacks uk; allowed is a text in each language: pl, uk, en"),
        (
            'uk = "Оренда роутера"',
            'uk = "Оренда роутера", de = "Router"',
            "tariffs.8.name has de too; allowed is a text in each language: pl, uk, en",
        ),
        (
            'before = ["B1", "B2", "B3"]',
            'before = ["B1", "B9", "IP4"]',
            'tariffs.10.applies.before names "B9"; allowed are the codes of plans: A1, A2, A3, B1, B2, B3',
        ),
        ('less = "down_kbits"', 'less = "down"', 'tariffs.11.applies.less is "down"; allowed are facts of plans: '),
        (
            'applies = { at = "RELEASE", reasons = ["DEBT"] }',
            'applies = { at = "RELEASE" }',
            "tariffs.12.applies.reasons belong to a fee at RELEASE; allowed is at least one there, and none elsewhere",
        ),
        (
            'code = "IP4"\nkind = "EXTRA"',
            'code = "IP4"\napplies = { at = "CHANGE" }\nkind = "EXTRA"',
            "tariffs.7.applies stands at a tariff of kind EXTRA; allowed is FEE",
        ),
        (
            '{ kind = "RESTRICTION", days = 7 }',
            '{ kind = "RESTRICTION", days = 6 }',
            "dunning.steps.3.days is 6; allowed are 7 or more after a notice (the law's least)",
        ),
        (
            '{ kind = "SUSPENSION", days = 7 }',
            '{ kind = "SUSPENSION", days = 0 }',
            "dunning.steps.4.days is 0; allowed are 7 or more after a restriction (the law's least)",
        ),
        (
            '  { kind = "NOTICE", days = 5 },\n',
            "",
            "dunning.steps.2.kind is RESTRICTION after REMINDER; allowed is it after NOTICE",
        ),
        (
            '{ kind = "REMINDER", days = 2 }',
            '{ kind = "REMINDER", days = 2, fee = "A1" }',
            'dunning.steps.1.fee is "A1"; allowed are the codes of tariffs of kind FEE: ',
        ),
        (
            'vat = "np"\nlaw = "Kodeks',
            'vat = "0"\nlaw = "Kodeks',
            'interest.vat is "0"; allowed are the codes of [[billing.vat]]: ',
        ),
        (
            "down_kbits = 35_000, up_kbits = 5_000",
            "down_kbits = 35_000",
            "tariffs.1.facts lacks up_kbits; allowed for a plan of a line is 1 or more kbit/s",
        ),
        (
            "silent_minutes = 16",
            "silent_minutes = 10",
            "internet.silent_minutes is too short; allowed is more than two times interim_seconds",
        ),
        ("fine_days = 1", "fine_days = 0", "internet.traffic.fine_days is 0; allowed is a whole number, 1 to 400"),
        (
            "half_days = 56",
            "half_days = 1",
            "internet.traffic.half_days is not between fine_days and keep_days; allowed is what lies between",
        ),
        (
            "{up_kbits}k/{down_kbits}k",
            "{upload}k/{down_kbits}k",
            "internet.vendors.mikrotik.free.1 names {upload}; allowed are ",
        ),
        (
            'free = ["Mikrotik-Rate-Limit = {up_kbits}k/{down_kbits}k", "Mikrotik-Address-List = customers"]',
            'free = ["Mikrotik-Rate-Limit = {up_kbits}k/{down_kbits}k"]',
            "internet.vendors.mikrotik.changes.2 is ",
        ),
        (
            'languages = ["pl", "uk", "en"]',
            "languages = []",
            "languages is empty; allowed is at least one language, the first is the default",
        ),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(written: Written, old: str, new: str, said: str) -> None:
    assert said in refusal(written(old, new))
