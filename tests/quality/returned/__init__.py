"""Reports of real shapes with the verdict that is right for each: 300, half of them kept from tuning."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

READER = "ada.obi@reader.test"
HARD, SOFT, OURS, COMPLAINT, NONE = "hard bounce", "soft bounce", "our fault", "complaint", "no failure"
EACH_HALF = 150
_MAIL = """Received: from out.news.test by mx.reader.test; Mon, 5 Oct 2026 08:00:00 +0000
From: Orvo Alerts <alerts@news.test>
To: ada.obi@reader.test
Subject: Unknown user blocked mailbox full of spam, court hears
Message-ID: <1@news.test>
List-Unsubscribe: <https://news.test/u/1>"""


@dataclass(frozen=True)
class Sample:
    """One message, and what is right about it."""

    name: str
    half: str  # "seen" or "kept"
    message: bytes
    verdict: str


# A case: reply code, enhanced status, action, verdict, and the texts that it comes with, one message each.
_CASES: dict[str, tuple[str, str, str, str, tuple[str, ...]]] = {
    "unknown": ("550", "5.1.1", "failed", HARD, (
        "<[TO]>: Recipient address rejected: User unknown in local recipient table", "no such user here", "[TO] is nobody of ours")),
    "unknown-0": ("550", "5.0.0", "failed", HARD, ("no such user", "Unknown user", "<[TO]> No such mailbox here")),
    "unknown-domain": ("550", "5.1.2", "failed", HARD, ("the domain of [TO] takes no mail", "bad destination system")),
    "null-mx": ("556", "5.1.10", "failed", HARD, ("Domain reader.test does not accept mail (nullMX)",)),
    "unrouteable": ("550", "5.0.0", "failed", SOFT, ("Unrouteable address",)),
    "full": ("552", "5.2.2", "failed", SOFT, ("mailbox full", "<[TO]> over quota", "the inbox has no room left")),
    "full-0": ("552", "5.0.0", "failed", SOFT, ("Mailbox is full / quota exceeded", "mailbox size limit exceeded")),
    "disabled": ("550", "5.2.1", "failed", SOFT, ("mailbox disabled, not accepting messages", "account is inactive")),
    "big": ("552", "5.3.4", "failed", SOFT, ("message size exceeds fixed limit",)),
    "loop": ("554", "5.4.6", "failed", SOFT, ("too many hops",)),
    "no-host": ("", "5.4.4", "failed", SOFT, ("Host or domain name not found. Name service error for reader.test",)),
    "unreachable": ("", "4.4.1", "failed", SOFT, ("connect to mx.reader.test[192.0.2.25]:25: Connection timed out",)),
    "expired-4": ("452", "4.2.2", "failed", SOFT, ("mailbox full, tried for five days", "try again later")),
    "expired-0": ("", "4.0.0", "failed", SOFT, ("retry timeout exceeded",)),
    "greylist-expired": ("451", "4.7.1", "failed", OURS, ("Greylisted, come back in 300 seconds",)),
    "delayed": ("451", "4.4.1", "delayed", NONE, ("connection timed out; will be tried again", "busy, 550 5.1.1 not yet said")),
    "delivered": ("250", "2.1.5", "delivered", NONE, ("delivered to mailbox",)),
    "relayed": ("250", "2.0.0", "relayed", NONE, ("sent on to a system without reports",)),
    "expanded": ("250", "2.0.0", "expanded", NONE, ("sent to the members",)),
    "mixed": ("250", "2.0.0", "delivered", NONE, ("delivered",)),
    "blocked": ("554", "5.7.1", "failed", OURS, (
        "Service unavailable; client host [192.0.2.1] blocked using bl.list.test", "message content rejected as spam")),
    "blocked-0": ("550", "5.0.0", "failed", OURS, ("192.0.2.1 is in a blacklist at bl.list.test", "rejected: SPF check failed")),
    "blocked-571": ("550", "5.7.1", "failed", OURS, ("refused by policy", "this message looks like spam to us")),
    "blocked-511": ("550", "5.1.1", "failed", OURS, ("<[TO]> refused: your host 192.0.2.1 is on a block list",)),
    "relaying-0": ("550", "5.0.0", "failed", OURS, ("relay not permitted", "relaying denied")),
    "sender-rejected": ("550", "5.1.8", "failed", OURS, ("<[BACK]>: Sender address rejected: Domain not found",)),
    "exchange-unknown": ("550", "5.1.10", "failed", HARD, (
        "RESOLVER.ADR.RecipientNotFound; nobody found by SMTP address lookup", "RESOLVER.ADR.ExRecipNotFound; not found")),
    "exchange-full": ("554", "5.2.2", "failed", SOFT, ("STOREDRV.Deliver.Exception:QuotaExceededException",)),
    "exchange-big": ("550", "5.2.3", "failed", SOFT, ("RESOLVER.RST.RecipSizeLimit; message too large for this recipient",)),
    "exchange-restricted": ("550", "5.7.1", "failed", OURS, ("RESOLVER.RST.NotAuthorized; not authorized",)),
    "o365-access": ("550", "5.4.1", "failed", SOFT, ("Recipient address rejected: Access denied.",)),
    "o365-dmarc": ("550", "5.7.509", "failed", OURS, ("Access denied, sending domain news.test does not pass DMARC",)),
    "o365-limit": ("550", "5.1.90", "failed", OURS, ("the daily limit of recipients for your sender is reached",)),
    "o365-bad-sender": ("550", "5.1.8", "failed", OURS, ("Access denied, bad outbound sender",)),
    "gmail-unknown": ("550", "5.1.1", "failed", HARD, ("There is no account at the address you wrote to; look for typing errors",)),
    "gmail-full": ("452", "4.2.2", "failed", SOFT, ("The inbox you wrote to is out of storage space",)),
    "gmail-disabled": ("550", "5.2.1", "failed", SOFT, ("The account you wrote to is disabled",)),
    "gmail-policy": ("550", "5.7.26", "failed", OURS, ("Unauthenticated mail from news.test is not accepted due to its DMARC policy",)),
    "gmail-slow": ("421", "4.7.28", "failed", OURS, ("An unusual rate of unsolicited mail from your network",)),
    "yahoo-unknown": ("554", "5.0.0", "failed", HARD, ("delivery error: dd This user doesn't have a yahoo.test account ([TO]) [0]",)),
    "yahoo-disabled": ("554", "5.0.0", "failed", SOFT, ("30 [TO] cannot be delivered to. This mailbox is disabled (554.30).",)),
    "yahoo-policy": ("554", "5.7.9", "failed", OURS, ("Message not accepted for policy reasons.",)),
    "yahoo-deferred-out": ("421", "4.7.0", "failed", OURS, ("[TSS04] Messages from 192.0.2.1 temporarily deferred due to complaints",)),
    "ses-suppressed": ("", "5.1.1", "failed", HARD, ("the address is on the suppression list for your account",)),
    "lotus-unknown": ("", "5.1.1", "failed", HARD, ("User ada.obi (ada.obi@reader.test) not listed in Domino Directory",)),
    "lotus-full": ("", "5.2.2", "failed", SOFT, ("Recipient's mail file is over its warning limit",)),
    "lotus-policy": ("", "5.7.1", "failed", OURS, ("Policy violation: relay access denied",)),
    "mimecast-unknown": ("550", "5.0.0", "failed", HARD, ("Invalid Recipient - https://community.mimecast.test/spam-policy#550 [Xy]",)),
    "mimecast-policy": ("554", "5.0.0", "failed", OURS, ("Email rejected due to security policies - https://c.mimecast.test/#554",)),
    "mimecast-full": ("452", "4.0.0", "failed", SOFT, ("Mailbox full or over quota",)),
    "icloud-unknown": ("550", "5.1.1", "failed", HARD, ("<[TO]>: user does not exist",)),
    "icloud-full": ("552", "5.2.2", "failed", SOFT, ("<[TO]>: user is over quota",)),
    "text-unknown": ("", "", "", HARD, ("550 unknown user", "550 sorry, no mailbox here by that name", "User unknown (550)")),
    "text-unknown-511": ("", "", "", HARD, ("550 5.1.1 <[TO]> no such user", "Sorry, no mailbox here by that name. (#5.1.1)")),
    "text-full": ("", "", "", SOFT, ("552 mailbox is full", "User's mailbox is over quota")),
    "text-full-522": ("", "", "", SOFT, ("552 5.2.2 quota exceeded", "The mailbox of this reader is full. (#5.2.2)")),
    "text-blocked": ("", "", "", OURS, ("554 Your message was rejected as spam", "550 host 192.0.2.1 is blacklisted")),
    "text-policy-571": ("", "", "", OURS, ("550 5.7.1 not accepted", "Refused by our policy. (#5.7.1)")),
    "text-retry": ("", "", "", SOFT, ("retry timeout exceeded", "I could not establish an SMTP connection; in the queue too long.")),
    "text-unrouteable": ("", "", "", SOFT, ("Unrouteable address",)),
    "text-qmail-host": ("", "", "", HARD, ("Sorry, I couldn't find any host named reader.test. (#5.1.2)",)),
    "text-sender": ("", "", "", OURS, ("553 sender address rejected: domain not found",)),
    "text-yahoo-unknown": ("", "", "", HARD, ("554 delivery error: dd This user doesn't have a yahoo.test account",)),
    "text-yahoo-full": ("", "", "", SOFT, ("552 1 The mailbox of this user is over quota",)),
    "text-yahoo-policy": ("", "", "", OURS, ("554 5.7.9 Message not accepted for policy reasons",)),
    "text-gw-unknown": ("", "", "", HARD, ("550 No such recipient",)),
    "text-gw-full": ("", "", "", SOFT, ("552 Mailbox full",)),
    "text-imail-unknown": ("", "", "", HARD, ("unknown user:", "invalid user:")),
    "text-de-unknown": ("", "", "", HARD, ("550 Benutzer unbekannt", "550 Diese Adresse existiert nicht")),
    "text-de-full": ("", "", "", SOFT, ("552 Das Postfach ist voll", "Speicherplatz des Postfachs erschöpft")),
    "text-de-blocked": ("", "", "", OURS, ("554 Wegen Spamverdachts abgewiesen", "550 Ihr Server 192.0.2.1 ist gesperrt")),
    "text-fr-unknown": ("", "", "", HARD, ("550 Utilisateur inconnu", "550 Cette adresse n'existe pas")),
    "text-fr-full": ("", "", "", SOFT, ("552 La boîte du destinataire est pleine", "Quota dépassé")),
    "text-fr-blocked": ("", "", "", OURS, ("550 Votre serveur est bloqué", "554 Message considéré comme indésirable (spam)")),
    "text-es-unknown": ("", "", "", HARD, ("550 Usuario desconocido", "550 La cuenta no existe")),
    "text-es-full": ("", "", "", SOFT, ("552 El buzón está lleno", "Se superó la cuota")),
    "text-it-unknown": ("", "", "", HARD, ("550 Utente sconosciuto", "550 La casella non esiste")),
    "text-it-full": ("", "", "", SOFT, ("552 La casella è piena",)),
    "text-ru-unknown": ("", "", "", HARD, ("550 Пользователь не найден", "550 Такой почтовый ящик не существует")),
    "text-ru-full": ("", "", "", SOFT, ("552 Почтовый ящик переполнен",)),
    "text-ru-blocked": ("", "", "", OURS, ("550 Ваш сервер заблокирован",)),
    "text-zh-unknown": ("", "", "", HARD, ("550 用户不存在", "550 收件人邮箱不存在")),
    "text-zh-full": ("", "", "", SOFT, ("552 邮箱已满",)),
    "text-zh-blocked": ("", "", "", OURS, ("554 邮件被视为垃圾邮件",)),
    "none": ("", "", "", NONE, ("",)),
    "complaint": ("", "", "", COMPLAINT, ("",)),
    "abuse": ("", "", "", COMPLAINT, ("abuse",)),
    "fraud": ("", "", "", COMPLAINT, ("fraud",)),
    "opt-out": ("", "", "", COMPLAINT, ("opt-out",)),
    "not-spam": ("", "", "", NONE, ("not-spam",)),
    "auth-failure": ("", "", "", NONE, ("auth-failure",)),
}  # fmt: skip


def samples(back: str) -> list[Sample]:
    """Make the samples: of each half the first, taking one text of each case before the second of any."""
    made = sorted(_made(back), key=lambda found: (found[0].half, found[1]))
    return [sample for _, half in groupby(made, lambda found: found[0].half) for sample, _ in list(half)[:EACH_HALF]]


def _made(back: str) -> Iterator[tuple[Sample, int]]:
    parts = re.split(
        r"^==== (.*) \| (.*) \| (.*)\n", Path(__file__).with_name("shapes.txt").read_text("utf-8"), flags=re.M
    )
    for name, half, cases, shape in zip(*(parts[at::4] for at in (1, 2, 3, 4)), strict=True):
        for case in cases.split():
            code, status, action, verdict, texts = _CASES[case]
            for at, text in enumerate(texts):
                places = {"T": text, "C": code, "S": status, "A": action, "TO": READER, "BACK": back}
                yield Sample(f"{name}/{case}/{at}", half, _message(shape, places), verdict), at


def _message(shape: str, places: dict[str, str]) -> bytes:
    shape = shape.replace("[MAIL]", f"{_MAIL}\nReturn-Path: <[BACK]>")
    for name in ("T", "C", "S", "A", "TO", "BACK"):
        shape = shape.replace(f"[{name}]", places[name])
    shape = re.sub(
        r"\[B64:(.*?)\n\]", lambda found: base64.encodebytes(found[1].encode()).decode().rstrip("\n"), shape, flags=re.S
    )
    shape = re.sub(
        r"\[Q:(.*?)\]\n", lambda found: quopri.encodestring(found[1].encode()).decode() + "\n", shape, flags=re.S
    )
    encoding = "iso-8859-1" if "charset=iso-8859-1" in shape else "utf-8"
    return shape.replace("\n", "\r\n").encode(encoding)
