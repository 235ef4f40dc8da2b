"""Compare what the domain name system publishes about our mail with what receivers need: DKIM, SPF, DMARC.

DMARC is read as RFC 9989 says: the record of the From domain or, walking up, of the nearest domain above
that has one; a name is aligned with another where one record governs both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from stoppress.domain.configuration import Configuration
from stoppress.domain.errors import FetchError
from stoppress.mailroom.addresses import read_mailbox, read_sender
from stoppress.mailroom.dkim import DomainKey
from stoppress.mailroom.domain_keys import stored_keys, zone_line

LookUp = Callable[[str], list[str]]  # raises FetchError
_LABELS = 8  # of a name that the walk up looks at (RFC 9989, 4.10)


@dataclass(frozen=True, slots=True)
class Record:
    """A record to publish."""

    line: str  # of a zone file
    why: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found about one record."""

    subject: str  # as "DKIM r1"
    good: bool
    says: str
    mend: str = ""
    known: bool = True  # False where no answer came


def records(configuration: Configuration) -> Iterator[Record]:
    """Give every record to publish; raises SettingError where a key cannot be read."""
    signing = configuration.dkim_selectors.split()
    for key in stored_keys(configuration):
        use = "signs" if key.selector in signing else "signs nothing now: until what it signed has arrived, a week"
        yield Record(zone_line(key.name, key.record), use)
    yield Record(
        zone_line(_return_domain(configuration), "v=spf1 mx -all"),
        "SPF: put in place of mx what your relay sends from, as its operator says (include:, ip4:, ip6:)",
    )
    for domain in _from_domains(configuration):
        yield Record(
            zone_line(f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}"),
            "DMARC: p=none only watches; p=quarantine or p=reject once the reports show nothing of yours failing",
        )


def look(configuration: Configuration, look_up: LookUp) -> Iterator[Seen]:
    """Look at every record that receivers look at."""
    for key in stored_keys(configuration):
        yield _seen(f"DKIM {key.selector}", partial(_key, key, look_up))
    yield _seen("SPF", partial(_spf, _return_domain(configuration), look_up))
    for domain in _from_domains(configuration):
        yield _seen(f"DMARC {domain}", partial(_dmarc, configuration, domain, look_up))


def tags(record: str) -> Mapping[str, str]:
    """Take a record's tags apart (RFC 6376, 3.2); names are in lower case, values without white space."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, mark, value in pairs if mark}


def _seen(subject: str, find: Callable[[], tuple[bool, str, str]]) -> Seen:
    try:
        return Seen(subject, *find())
    except FetchError as error:
        return Seen(subject, False, str(error), "look again later: nothing is known of it now", known=False)


def _key(key: DomainKey, look_up: LookUp) -> tuple[bool, str, str]:
    there = [tags(text) for text in look_up(key.name)]
    mend = "publish what `stoppress dkim dns` prints"
    if not there:
        return False, f"nothing is published at {key.name}", mend
    if len(there) > 1:
        return False, f"{len(there)} records stand at {key.name}: receivers take any of them", "leave one"
    found, ours = there[0], tags(key.record)
    if not found.get("p"):
        return False, f"the key at {key.name} is revoked", mend
    if (found["p"], found.get("k", "rsa")) != (ours["p"], ours["k"]):
        return False, f"another key is published at {key.name}", mend
    if "y" in found.get("t", "").split(":"):
        return False, f"the record at {key.name} says that it is a test (t=y)", "take t=y out"
    return True, f"published at {key.name}", ""


def _spf(domain: str, look_up: LookUp) -> tuple[bool, str, str]:
    there = [text for text in look_up(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not there:
        return False, f"{domain} has none, and bounces go there", "publish one that names what your relay sends from"
    if len(there) > 1:
        return False, f"{domain} has {len(there)}, which fails for every receiver (RFC 7208, 4.5)", "make them one"
    if there[0].lower().split()[-1] in {"+all", "all"}:
        return False, f"that of {domain} lets everybody send", "end it in -all or ~all"
    return True, f"{domain}: {there[0]}", ""


def _dmarc(configuration: Configuration, domain: str, look_up: LookUp) -> tuple[bool, str, str]:
    governing, policy = _policy(domain, look_up)
    if not policy:
        return False, f"no policy governs {domain}", "publish what `stoppress dkim dns` prints"
    strays = []
    for what, name, tag in (
        ("DKIM", configuration.signing_domain, "adkim"),
        ("SPF", _return_domain(configuration), "aspf"),
    ):
        strict = policy.get(tag, "r") == "s"
        if name != domain and (strict or _policy(name, look_up)[0] != governing):
            strays.append(f"{what} by {name}")
    if "DKIM" in " ".join(strays) or len(strays) == 2:
        return False, f"not aligned with {domain}: {', '.join(strays)}", "set dkim_domain and bounce_address within it"
    note = f"; not aligned: {strays[0]}" if strays else ""
    return True, f"p={policy.get('p', 'none')} by {governing}{note}", ""


def _policy(domain: str, look_up: LookUp) -> tuple[str, Mapping[str, str]]:
    """Return the domain whose record governs this one, and its tags; both empty where there is none."""
    labels = domain.split(".")
    starts = [0, *range(max(1, len(labels) - _LABELS + 1), len(labels))]
    for name in (".".join(labels[start:]) for start in starts):
        there = [text for text in look_up(f"_dmarc.{name}") if tags(text).get("v") == "DMARC1"]
        if len(there) == 1:
            return name, tags(there[0])
    return "", {}


def _return_domain(configuration: Configuration) -> str:
    """The domain of the envelope's sender, for which receivers check SPF."""
    if configuration.bounce_address:
        return read_mailbox(configuration.bounce_address).domain
    return read_sender(configuration.alerts_sender).mailbox.domain


def _from_domains(configuration: Configuration) -> list[str]:
    senders = (configuration.alerts_sender, configuration.confirmations_sender)
    return list(dict.fromkeys(read_sender(sender).mailbox.domain for sender in senders))
