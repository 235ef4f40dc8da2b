"""What an operator sets: one record, read once at start, each field one setting.

A field `noun_aspect` is set by `STOPPRESS_NOUN_ASPECT`, or by `noun_aspect` in `stoppress.toml`; the
variable wins. Durations are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Configuration:
    """Every setting, with the default for a first user."""

    public_address: str = "http://127.0.0.1:8000"
    """The address that readers reach the pages by; every link is made from it. Not set: where `web_listen` serves."""
    web_listen: str = "127.0.0.1:8000"
    """Host and port that the pages are served on."""
    database_url: str = "sqlite:///stoppress.db"
    """sqlite:///PATH, or postgresql://USER@HOST:PORT/NAME."""
    keys_dir: str = "stoppress.keys"
    """Folder of the secret keys, made at the first start, readable by the owner only."""
    relay_url: str = ""
    """Mail relay: smtps://user:password@host:465, smtp://host:587 (STARTTLS required), or smtp+plain://host:25.

    To try things out: file:///folder (a Maildir) or console: (addresses and links show)."""
    relay_connections: int = 16
    """Most connections to the relay at a time."""
    relay_mails_each: int = 0
    """Most mails over one connection; 0: as many as the relay lets."""
    alerts_from: str = ""
    """From address of alerts: 'Name <address>' or an address."""
    confirmations_from: str = ""
    """From address of confirmation mails; best another than that of alerts. Empty: that of alerts."""
    dkim_selectors: str = ""
    """Selectors of the keys that sign mail by DKIM, with spaces between, made by `dkim new`. Empty: unsigned."""
    dkim_domain: str = ""
    """Domain that signs. Empty: that of alerts_from."""
    bounce_address: str = ""
    """Address that bounces come back to, as bounces@example.org; a mail's own adds +TOKEN. Empty: the From address."""
    returns_url: str = ""
    """Where bounces and complaints come in, with spaces between: lmtp://HOST:PORT, smtp://HOST:PORT, maildir:PATH, imaps://USER:PASSWORD@HOST/FOLDER."""
    bounce_days: int = 5
    """Days with soft bounces, of the last 30, after which an address is suppressed."""
    provider_hooks: str = ""
    """Mail providers that tell of bounces and complaints at /returned/NAME/, with spaces between."""
    provider_secret: str = ""
    """user:password that every call of a provider must come with (HTTP basic authentication)."""
    provider_keys: str = ""
    """Keys of providers that sign their calls, with spaces between, as MAILGUN_WEBHOOK_SIGNING_KEY=KEY."""
    operator_name: str = "Stop Press"
    """Who sends: stands in every mail and page."""
    operator_address: str = ""
    """Postal address of the sender; stands in every mail."""
    operator_contact: str = ""
    """Address or page for questions; outlets see it in the user agent."""
    mail_language: str = "en"
    """Language of mails that are not about news, as confirmations: en, es, fr, de or ar, or one in mail_folder."""
    mail_folder: str = ""
    """Folder of the operator's own wording and look of mails; `stoppress mail preview` shows them."""
    alarms_to: str = ""
    """Where the operator is mailed alarms: an outlet gone dark, a dead hub. Empty: they stand in log and list only."""
    privacy_file: str = ""
    """A file of Markdown-free text (paragraphs by blank lines) that replaces the privacy notice."""
    poll_interval: float = 60.0
    """Shortest time between two polls of a feed."""
    poll_longest: float = 300.0
    """Longest time between two polls of a feed that answers: those with news seldom are asked less often."""
    poll_as_stated: bool = True
    """Ask a feed no oftener than it states (ttl, max-age; an hour at most). Off: for outlets that agreed."""
    fetch_timeout: float = 20.0
    """Time allowed for one request."""
    fetch_bytes: int = 5_000_000
    """Most bytes taken of one feed or page, after decompression."""
    fetch_private: bool = False
    """Allow feeds and pages on loopback and private networks. For the demo and tests."""
    alert_freshness: float = 6 * 3600.0
    """An event whose latest report is older is not alerted."""
    alert_owners: int = 2
    """Independent owners that make an unconfirmed event publishable."""
    alert_lifetime: float = 2 * 3600.0
    """An alert not handed over by then expires."""
    excerpt_length: int = 220
    """Most characters of an outlet's words on one line of an alert."""
    signup_network_cap: int = 20
    """Most sign-ups an hour from one network (IPv4 /24, IPv6 /56)."""
    signup_retention: float = 30 * 86400.0
    """How long the keyed hash of the network address is kept with a consent."""
    proxy_hops: int = 0
    """Trusted reverse proxies before the pages: 0 ignores X-Forwarded-For."""
    display_zone: str = "UTC"
    """Time zone in which times are shown."""
    log_format: str = "auto"
    """console, json, or auto: console in a terminal, json elsewhere."""

    @property
    def public_host(self) -> str:
        """The host that readers reach; "localhost" for a bare number, which no mail domain can be."""
        host = urlsplit(self.public_address).hostname or ""
        return host if host[:1].isalpha() else "localhost"

    @property
    def alerts_sender(self) -> str:
        """The From of alerts: as set, else an address at the public host, so that a first try works."""
        return self.alerts_from or f"alerts@{self.public_host}"

    @property
    def signing_domain(self) -> str:
        """The domain that signs: as set, else that of alerts."""
        return (self.dkim_domain or self.alerts_sender.rpartition("@")[2].rstrip("> ")).lower()

    @property
    def confirmations_sender(self) -> str:
        """The From of confirmation mails: as set, else that of alerts."""
        return self.confirmations_from or self.alerts_sender
