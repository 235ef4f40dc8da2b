"""How mail systems word a refusal, by what it comes to; for refusals whose code leaves that open.

Wordings are searched in case-folded text without web addresses. A wording that condemns an address must
leave no other meaning: "mailbox unavailable", "address rejected" and "unrouteable address" do.
"""

from __future__ import annotations

import re

_THING = r"(?:user|recipient|mailbox|account|address|e-?mail)"
_ENGLISH_UNKNOWN = (
    rf"(?:unknown|invalid|no such|not? valid) (?:or illegal |local |e-?mail |final delivery )?{_THING}",
    rf"{_THING}(?: name| address)?(?: \S+)? (?:is )?(?:unknown|not found|not known|invalid)\b",
    rf"{_THING}\b[^.;]{{0,60}} (?:does not|doesn't|doesn’t|do not) exist",
    r"(?:doesn't|does not|doesn’t) have an? \S+ account",
    r"no (?:such )?(?:mailbox|account|user|person|recipient)(?: \S+)? (?:here|at this|by that|with that)",
    r"(?:recipient name is )not recogni[sz]ed|addressee unknown",
    rf"{_THING}\b[^.;]{{0,20}} (?:is |are )?(?:wrong or )?no longer valid",
    r"not listed in \S+ directory",
    r"not our customer",
    r"recip(?:ient)?notfound",
)
# By language: a word for what is missed, and not far behind it how it is missed; or both in one.
_MISSED = (
    (r"benutzer|empfänger|adressat|postfach|adresse", r"unbekannt|existiert nicht|nicht gefunden"),
    (r"utilisateur|destinataire|adresse|boîte", r"inconnue?|n['’]existe (?:pas|plus)|introuvable"),
    (r"usuario|destinatario|cuenta|buzón|dirección", r"desconocid[oa]|no existe|inexistente"),
    (r"utente|destinatario|casella|indirizzo", r"sconosciut[oa]|non esiste|inesistente"),
    (r"usuário|destinatário|conta|caixa|endereço", r"desconhecid[oa]|não existe|inexistente"),
    (r"gebruiker|ontvanger|adres|postvak", r"onbekend|bestaat niet"),
    (r"användaren?|mottagaren?|adressen", r"okänd|finns inte"),
    (r"użytkownik|odbiorca|adres|konto", r"nieznany|nie istnieje"),
    (r"uživatel|příjemce|adresa|schránka", r"neznámý|neexistuje"),
    (r"пользовател\w+|получател\w+|ящик|адрес", r"не найден|не существует"),
)
_OTHER_UNKNOWN = (
    r"unbekannter? (?:benutzer|empfänger|adressat)",
    r"onbekende (?:gebruiker|ontvanger)",
    r"okänd (?:användare|mottagare)",
    r"nieznany (?:użytkownik|odbiorca)",
    r"neznámý (?:uživatel|příjemce)",
    r"(?:用户|用戶|收件人|邮箱|郵箱|地址|账号)[^。；]{0,12}(?:不存在|找不到)",
    r"(?:宛先|アドレス|ユーザー|アカウント)[^。]{0,12}(?:存在しません|見つかりません|不明)",
)
_FULL = (
    r"\b(?:mailbox|inbox|folder|account|user|store|mail ?file)\b[^.;]{0,40} full\b",
    r"\bfull\b[^.;]{0,20} (?:mailbox|inbox)",
    r"\bquota|quota\b|size limit|out of storage|disk full|mail ?folder is full|too much mail",
    r"exceed\w*[^.;]{0,40} limit",
    r"insufficient [^.;]{0,20}storage|space not enough|not enough [^.;]{0,10}space",
    r"postfach[^.;]{0,40} voll|speicherplatz",
    r"boîte[^.;]{0,40} pleine|quota dépassé",
    r"buzón[^.;]{0,40} lleno|cuota",
    r"casella[^.;]{0,40} piena|caixa[^.;]{0,40} cheia",
    r"postvak[^.;]{0,40} vol\b|skrzynka[^.;]{0,40} pełna|переполнен",
    r"(?:邮箱|郵箱|信箱)[^。]{0,12}(?:已满|已滿|满)|容量",
)
_POLICY = (
    r"\bspam|junk mail|unsolicited|abus|virus|malware|phish|complaints",
    r"\bblock(?:ed|ing)?\b|\b(?:block|black|deny|ban)[ -]?list|\brbl\b|\bdnsbl\b|spamhaus|barracuda|banned",
    r"reputation|\bpolic(?:y|ies)\b|access denied|forbidden|prohibited",
    r"\bdmarc\b|\bspf\b|\bdkim\b|authenticat|authori[sz]ed|reverse dns|\bptr\b|\bhelo\b",
    r"relay(?:ing)? (?:access |not )?(?:denied|permitted|allowed)",
    r"\brate\b|too many (?:messages|connections|mails)",
    r"sender [^.;]{0,20}rejected|sender verify|bad (?:outbound )?sender",
    r"gesperrt|blockiert|sperrliste|richtlinie|bloqu|indésirable|no deseado|bloccat|indesiderat",
    r"geblokkeerd|zablokowan|заблокирован|спам|垃圾|拒收|黑名单|迷惑メール",
)


def _any_of(*wordings: str) -> re.Pattern[str]:
    return re.compile("|".join(wordings))


UNKNOWN = _any_of(
    *_ENGLISH_UNKNOWN,
    *(rf"(?:{what})\b[^.;]{{0,60}} (?:{how})" for what, how in _MISSED),
    *_OTHER_UNKNOWN,
)
"""The address does not exist."""

FULL = _any_of(*_FULL)
"""The mailbox has no room; that passes."""

POLICY = _any_of(*_POLICY)
"""It is about us: our reputation, our authentication, our content."""
