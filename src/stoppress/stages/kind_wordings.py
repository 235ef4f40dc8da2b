"""The wordings by which an article says what kind of piece it is, by kind and language, as regular expressions.

Each gives way to the reports that it would catch; a wording that outlets also hang on reports as a promise ("…: what we
know", "…: entenda o caso", "…: chi era la vittima") counts at the beginning of a headline only.
"""

from __future__ import annotations

from stoppress.domain.kind import Kind

# How a headline begins, in lower case up to its first colon, dash or bar; one wording a line.
_WORDINGS = {
    Kind.ROUND_UP: {
        "en": r"""
            (?:the )?(?:<count> )?(?:things|stories|headlines) (?:you (?:need|ought) )?to know<today>
            (?:your )?(?:\w+day(?:'s)? )?(?:morning|evening|daily|weekly) (?:news )?(?:briefing|round-?up|digest)$
            (?:the )?(?:\w+ )?(?:news|sports?|business|market|world|weekend|weekly|daily|media) (?:round-?up|wrap)$
            (?:the )?(?:best |top )?(?:photos|pictures|images) of the (?:day|week|month)\b
            (?:the |your )?(?:week|day|month) in (?:review|pictures|photos|news)\b
            today's (?:top |main )?(?:headlines|stories|news)\b""",
        "es": r"(?:las )?(?:\d+|tres|cinco|diez) (?:noticias|cosas que hay que saber) (?:de hoy|del día|hoy)\b",
        "fr": r"(?:les )?(?:\d+|trois|cinq|dix) (?:infos|actus|choses) (?:à retenir|du jour|de la (?:nuit|matinée))\b",
        "de": r"(?:die )?(?:\d+|drei|fünf|zehn) (?:nachrichten|themen|dinge),? (?:des tages|die sie heute wissen)\b",
        "pt": r"(?:as )?(?:\d+|três|cinco|dez) (?:notícias|coisas) (?:do dia|de hoje|para saber hoje)\b",
        "it": r"(?:le )?(?:\d+|tre|cinque|dieci) (?:notizie|cose da sapere) (?:di oggi|del giorno|oggi)\b",
        "nl": r"(?:dit is )?het (?:belangrijkste )?nieuws van (?:vandaag|deze (?:ochtend|week)|\w+dag)\b",
        "ru": r"главн(?:ое|ые (?:новости|события)) (?:за|к|на) (?:день|ночь|утр[оу]|вечер|недел[юи]|час|сутки)\b",
        "vi": r"(?:những )?tin (?:tức )?(?:nổi bật|đáng chú ý|nóng nhất)(?: trong)? (?:ngày|tuần|24)",
    },
    Kind.LIVE_PAGE: {
        "en": r"""
            live (?:updates|blog)(?: on| from| of|$)
            the latest on [^:]{1,40}$""",
        "es": r"""
            (?:en directo|en vivo)[,.!]
            minuto a minuto\b
            (?:sigue|siga|vea|mira) en (?:directo|vivo)\b""",
        "fr": r"""
            en direct[,.!]
            (?:suivez|revivez) (?:le direct|en direct)\b""",
        "de": r"[\w-]+[- ](?:live-?blog|live-?ticker|news-?blog)$",
        "pt": r"""
            ao vivo[,.!]
            (?:siga|assista|acompanhe|veja) (?:ao vivo|em direto|em tempo real)\b""",
        "it": r"""
            (?:la )?diretta[,.!]
            segui (?:la diretta|in diretta)\b""",
        "nl": r"volg (?:hier )?live\b",
        "ru": r"""
            онлайн[,.!]
            текстовая (?:онлайн-)?трансляция\b""",
        "vi": r"(?:tường thuật|cập nhật) trực tiếp\b",
    },
    Kind.EXPLAINER: {
        "en": r"""
            (?:here(?:'s| is) )?what we (?:do )?know(?: and don't)?<about>
            (?:here(?:'s| is) )?(?:what|everything|all) you (?:need|should|have) (?:to )?know<about>
            (?:here(?:'s| is) )?what to (?:know|expect|watch)<about>
            (?:here are )?(?:the )?<count> (?:key )?(?:things|facts) (?:you (?:need|should) )?(?:to )?(?:know|watch)\b
            (?:the )?<count> (?:key |big )?takeaways (?:from|of)\b
            who (?:is|are|was|were) <nobody><no more>
            (?:a )?(?:timeline|chronology) of\b
            fact[- ]check(?:ing)? <no checkers>
            (?:an )?explainer (?:on|about)\b
            q ?& ?a (?:with|on|about)\b""",
        "es": r"""
            ¿?(?:qué|lo que) (?:se sabe|sabemos)\b
            (?:todo )?lo que (?:hay que|debes?|necesitas?|tienes que) saber\b
            ¿?qui[eé]n(?:es)? (?:es|son|era|fue) (?!el culpable|responsable)<no more>
            (?:las )?(?:(?:\d+|tres|cinco|diez) claves|claves (?:de|para|del))\b
            cronología de\b""",
        "fr": r"""
            ce (?:que (?:l'on sait|nous savons)|qu'on sait|qu'il faut (?:savoir|retenir))\b
            qui (?:est|était|sont) (?!responsable|coupable|le coupable)<no more>
            tout (?:savoir|comprendre) (?:sur|de)\b
            (?:\d+|trois|cinq|dix) (?:choses à savoir|questions (?:sur|pour comprendre))\b
            que sait-on\b""",
        "de": r"""
            (?:was (?:wir|man)(?: bisher| bislang)? (?:über [^:]{1,40} )?(?:wissen|weiß)|das wissen wir)\b
            was (?:bisher |bislang |über [^:]{1,40} )?bekannt ist\b
            wer (?:ist|war|sind) [^?]+\?$
            (?:die wichtigsten )?fragen und antworten\b
            (?:\d+|drei|fünf|zehn) dinge, die\b""",
        "pt": r"""
            o que (?:se sabe|sabemos|é preciso saber)\b
            quem (?:é|era|foi|são) (?!o culpado|responsável)<no more>
            tudo o? ?que (?:você )?(?:precisa|deve|há para|se sabe|é preciso)\b
            entenda (?:o caso|como|por que|os?|as?)\b
            perguntas e respostas\b""",
        "it": r"""
            (?:che )?cosa (?:sappiamo|si sa|c'è da sapere)\b
            chi (?:è|era|sono) (?!il colpevole|responsabile)<no more>
            tutto quello che (?:c'è da|bisogna|sappiamo)\b
            domande e risposte\b""",
        "nl": r"""
            (?:dit|wat) (?:weten we|we weten)\b
            wie (?:is|was|zijn) [^?]+\?$
            (?:\d+|drie|vijf|tien) vragen over\b
            alles wat je moet weten\b""",
        "ru": r"""
            что (?:известно|мы знаем|нужно знать|надо знать)\b
            кто (?:такой|такая|такие)\b
            (?:главное о|хронология|(?:\d+|три|пять) (?:вопросов|фактов|вопроса|факта) о)\b""",
        "vi": r"""
            (?:những )?điều (?:cần|nên) biết\b
            những gì (?:đã|chúng ta) biết\b
            hỏi đáp (?:về|xung quanh)\b""",
    },
    Kind.LOOK_BACK: {
        "en": r"""
            (?:on )?this day in \d{4}\b
            remembering (?!to\b|how\b|that\b)
            \w+ years (?:ago today|on)$
            it was \w+ years ago (?:today|this)\b""",
        "es": r"""
            (?:tal|un) día como hoy\b
            hace \w+ años$
            se cumplen \w+ años d""",
        "fr": r"""
            il y a \w+ ans(?:[,:]|$)
            ça s'est passé (?:un|le|il y a)\b
            \w+ ans après$""",
        "de": r"""
            heute vor \w+ jahren\b
            (?:vor \w+ jahren|\w+ jahre danach)$
            was geschah am\b""",
        "pt": r"há \w+ anos(?:[,:]|$)",
        "it": r"""
            \w+ anni fa$
            accadde oggi\b""",
        "nl": r"""
            \w+ jaar geleden$
            op deze dag in\b""",
        "ru": r"""
            в этот день в \d{4}
            \w+ лет назад$""",
        "vi": r"""
            ngày này (?:năm|cách đây)\b
            nhìn lại \w+ năm\b""",
    },
    Kind.TABLE: {
        "en": r"""
            (?:the )?winning (?:lottery |lotto )?numbers (?:for|in|drawn)\b
            horoscopes? (?:for|today|of)\b
            (?:today's |\w+day's )?(?:tv|television) (?:listings|schedule|guide)\b
            (?:death notices|obituaries) (?:for|published)\b""",
        "es": r"(?:horóscopo (?:de hoy|del|para)|(?:resultados|números ganadores) de la lotería)\b",
        "fr": r"(?:horoscope (?:du|de)|résultats? (?:du )?(?:loto|euromillions))\b",
        "de": r"(?:(?:die )?lottozahlen (?:vom|am)|horoskop (?:für|heute))\b",
        "pt": r"(?:horóscopo (?:do dia|de hoje)|resultado d[aeo] (?:mega-sena|loteria|euromilhões))\b",
        "it": r"(?:oroscopo (?:di oggi|del)|estrazion[ie] (?:del )?(?:lotto|superenalotto))\b",
        "nl": r"horoscoop (?:van|voor)\b",
        "ru": r"(?:гороскоп|курсы? валют) на\b",
        "vi": r"(?:(?:kết quả )?xổ số (?:miền|hôm nay|ngày)|tử vi (?:hôm nay|ngày|tuần))\b",
    },
}
_PARTS = {
    "<count>": r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)",
    "<today>": r"(?:$| (?:this|today|before|for (?:\w+day|today|the)|on \w+day)\b)",
    "<about>": r"(?=$|[,?.!]| (?:so|about|on|of|after|and|as|from|in|before|when|if|for|today|this|now)\b)",
    "<no checkers>": r"(?!site|group|organi|website|service|team|outlet|project|program|label|partner|unit|is\b|was\b)",
    "<no more>": r"[^?]+\??$",  # "Who is Ada Obi? Minister wants her out" is a report
    "<nobody>": r"(?!to blame|at fault|responsible|behind|next|really)",
}
# How a text begins, or the line of its author.
_OPENINGS = {
    Kind.ROUND_UP: r"""
        (?:good (?:morning|afternoon|evening)[,.!]?|hello,?) (?:and )?(?:welcome to|here (?:is|are)|here['’]s|this is)\b
        welcome to (?:the|your|today['’]s|this week['’]s) (?:[\w'’]+ ){0,4}(?:briefing|newsletter|round-?up|digest)\b
        here (?:are|is) (?:the|your|(?:some of )?today['’]s) (?:top|main|biggest) (?:stories|headlines|news)\b
        (?:buenos días|bom dia|buongiorno)[,.!]? (?:[yei] )?(?:bienvenid|bem-vind|benvenut)
        (?:guten morgen|goedemorgen|bonjour)[,.!]? (?:und |en |et )?(?:herzlich willkommen|welkom|bienvenue)\b""",
    Kind.LIVE_PAGE: r"""
        (?:hello and )?welcome to (?:our|the|today['’]s) (?:rolling )?live (?:blog|coverage|page)\b
        (?:this|our) live (?:blog|page|coverage)(?: of [^.]{1,80})? (?:is|has)(?: now)? (?:closed|ended|finished)\b""",
    Kind.EXPLAINER: r"""
        here(?:['’]s| is) (?:what (?:we|you) (?:know|need to know)|everything (?:we|you) (?:know|need))\b""",
    Kind.LOOK_BACK: r"""
        on this (?:day|date) in (?:\d{4}|history)\b
        today is \w+day, [^.]{3,30}, the \d+(?:st|nd|rd|th) day of\b""",
    Kind.TABLE: r"(?:here|these) are the (?:winning|lottery) numbers\b",
}
_BYLINES = r"""
    (?:opinion|analysis|commentary|editorial) by\b
    .*\b(?:editorial board|(?:opinion|op-ed) (?:contributor|editor|writer)|columnist)\b
    .*\b(?:columnista|kolumnist(?:in)?|colunista|editorialista|chroniqueu(?:r|se)|колумнист)\b"""
_DISCLAIMERS = r"""
    \b(?:opinions?|views?) expressed in (?:this|these) (?:article|column|commentar|piece|op-ed|essay|post)
    \b(?:opinions?|views?) expressed by (?:columnists|(?:the )?(?:author|writer)s?|(?:our )?contributors)\b
    \b(?:opinions?|views?) expressed here (?:are|do)\b
    \bopiniones (?:expresadas|vertidas) en est[ea] (?:artículo|columna)\b
    \bopiniões expressas nest[ea] (?:artigo|coluna)\b"""


def _joined(wordings: str) -> str:
    joined = "|".join(line.strip() for line in wordings.splitlines() if line.strip())
    for mark, part in _PARTS.items():
        joined = joined.replace(mark, part)
    return joined


WORDINGS = {kind: _joined("\n".join(by_language.values())) for kind, by_language in _WORDINGS.items()}
OPENINGS = {kind: _joined(wordings) for kind, wordings in _OPENINGS.items()}
BYLINES = _joined(_BYLINES)
DISCLAIMERS = _joined(_DISCLAIMERS)
