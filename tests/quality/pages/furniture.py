"""What stands around an article on the pages: heads, bars, boxes, widgets, panels."""

import json
from html import escape

from tests.quality.pages.story import Sheet

OTHERS = (
    "Ten walks for a wet weekend in the hills", "Why the price of butter will not come down",
    "Mayor's dog found on the motorway",
    "Rovers sign goalkeeper from second division", "How to keep your house warm for less",
    "Quiz: how well do you know the coast?",
    "Star of the harbour series is expecting twins", "The recipe: plum cake as in the old days",
    "Five things to know this Monday",
    "Chess champion loses to schoolgirl of eleven", "Tax office extends deadline by a week",
    "Where the best apples grow",
)  # fmt: skip
PANELS = (
    ("The Morning Tide", "What matters today, before breakfast, in your inbox.", "Sign up"),
    ("Never miss a story", "Subscribe to our free newsletter and get the best of the week every Friday.", "Subscribe"),
    ("Get our breaking news alerts by email", "By signing up you agree to our terms of use and privacy policy.", "Go"),
)
CAPTIONS = (
    "A view of {place} on the morning after.", "{person}, {role}, on Monday.",
    "People gather in the centre of {place}.",
    "Workers at the site, seen from the road to {place}.", "{person} speaks to reporters outside the town hall.",
)  # fmt: skip
CREDITS = (
    "Photograph: Lise Bonde/Valley Press",
    "Mark Tully/Getty Images",
    "Photo: Ana Prieto",
    "Image credit: Coast Agency",
)


def others(sheet: Sheet, count: int, start: int = 0) -> list[str]:
    """Choose headlines of other articles."""
    first = int(sheet["id"][1:]) * 5 + start
    return [OTHERS[(first + step) % len(OTHERS)] for step in range(count)]


def linked_data(sheet: Sheet, **fields: object) -> str:
    node = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": sheet["headline"],
        "datePublished": sheet.published, "author": [{"@type": "Person", "name": sheet["byline"]}],
        "publisher": {"@type": "NewsMediaOrganization", "name": sheet.outlet}, "articleSection": sheet["section"],
    } | fields  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'


def metas(sheet: Sheet) -> str:
    named = {
        "og:title": sheet["headline"], "og:site_name": sheet.outlet, "og:type": "article",
        "article:published_time": sheet.published, "article:section": sheet["section"],
    }  # fmt: skip
    if sheet.modified:
        named["article:modified_time"] = sheet.modified
    tags = "".join(f'<meta property="{name}" content="{escape(text)}">' for name, text in named.items())
    return f'{tags}<meta name="author" content="{escape(sheet["byline"])}">'


def document(sheet: Sheet, body: str, *, head: str, attributes: str = "") -> str:
    """Set a whole page."""
    title = f"<title>{escape(sheet['headline'])} | {escape(sheet.outlet)}</title>"
    style = "<style>.a{margin:0}.b:after{content:'x'}</style><script>window.dataLayer=[];function gtag(){}</script>"
    return (
        f'<!DOCTYPE html><html lang="{sheet["language"]}"{attributes}><head><meta charset="utf-8">{title}{style}{head}'
        f'</head><body class="page">{body}<script src="/static/app.js"></script></body></html>'
    )


def masthead(sheet: Sheet) -> str:
    """Set the head of a page with its menu of many doors, as outlets have it."""
    doors = ("News", "Politics", "Sport", "Opinion", "Culture", "Weather", "Jobs", "Puzzles")
    links = "".join(
        f'<li class="menu-item menu-item-{name.lower()}"><a href="/{name.lower()}"><span>{name}</span></a>'
        '<ul class="sub-menu">'
        + "".join(
            f'<li><a href="/{name.lower()}/{part.lower()}">{part} {name}</a></li>' for part in ("Local", "World", "All")
        )
        + "</ul></li>"
        for name in doors
    )
    return (
        f'<header class="site-header"><a class="logo" href="/">{escape(sheet.outlet)}</a><button>Menu</button>'
        f'<nav aria-label="Main"><ul>{links}</ul></nav><form action="/search"><input type="search" name="q">'
        '<button><svg viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg></button></form>'
        '<a href="/account">Sign in</a></header>'
    )


def footing(sheet: Sheet) -> str:
    """Set the foot of a page."""
    names = ("About us", "Contact", "Terms of use", "Privacy", "Archive", "Complaints", "Advertise", "Work for us")
    links = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in names)
    notice = sheet.leave(f"© 2031 {sheet.outlet}. All rights reserved.")
    return f'<footer class="foot"><div class="cols"><ul>{links}</ul></div><p>{notice}</p></footer>'


def share_bar(names: str = "share-tools") -> str:
    links = "".join(f'<li><a href="#"><span>{n}</span></a></li>' for n in ("Facebook", "X", "WhatsApp", "Copy link"))
    return f'<div class="{names}"><span>Share</span><ul>{links}</ul></div>'


def advert(sheet: Sheet, names: str = "ad-slot") -> str:
    return f'<div class="{names}" data-ad="1"><span>{sheet.leave("Advertisement")}</span><div id="gpt-1"></div></div>'


def links_box(sheet: Sheet, title: str, *, names: str = "box", tag: str = "aside", count: int = 5) -> str:
    """Set a list of other articles."""
    rows = "".join(
        f'<li><a href="/n/{step}">{sheet.leave(text)}</a></li>' for step, text in enumerate(others(sheet, count))
    )
    return f'<{tag} class="{names}"><h3>{sheet.leave(title)}</h3><ol>{rows}</ol></{tag}>'


def cards(sheet: Sheet, title: str, *, names: tuple[str, str] = ("grid", "card")) -> str:
    """Set other articles as cards with a picture and a teaser each."""
    rows = "".join(
        f'<div class="{names[1]}"><a href="/c/{step}"><img src="/t{step}.jpg" alt=""></a><h4><a href="/c/{step}">'
        f"{sheet.leave(text)}</a></h4>"
        f"<p>{sheet.leave(f'Here is all that you need to know about it, in {step + 2} minutes.')}"
        "</p></div>"
        for step, text in enumerate(others(sheet, 4, 3))
    )
    return f'<section class="{names[0]}"><h2>{sheet.leave(title)}</h2>{rows}</section>'


def panel(sheet: Sheet, names: tuple[str, str, str] = ("newsletter", "t", "f"), *, field: bool = True) -> str:
    """Set a sign-up box; without an address field it links to one."""
    title, text, button = (sheet.leave(line) for line in PANELS[int(sheet["id"][1:]) % len(PANELS)])
    form = (
        f'<form class="{names[2]}"><input type="email" placeholder="Your email"><button>{button}</button></form>'
        if field
        else f'<a class="{names[2]}" href="/newsletters">{button}</a>'
    )
    return f'<div class="{names[0]}"><h4 class="{names[1]}">{title}</h4><p>{text}</p>{form}</div>'


def picture(sheet: Sheet, step: int = 0, *, style: str = "figure") -> str:
    """Set a picture with its caption and credit: as a figure, or as boxes whose classes may say nothing."""
    place, person, role = (str(sheet.row.get(name, sheet.outlet)) for name in ("place", "person", "role"))
    caption = sheet.leave(CAPTIONS[(sheet.number + step) % len(CAPTIONS)].format(place=place, person=person, role=role))
    credit = sheet.leave(CREDITS[(sheet.number + step) % len(CREDITS)])
    image = f'<img src="/i/{sheet["id"]}-{step}.jpg" alt="">'
    if style == "figure":
        return f"<figure>{image}<figcaption>{caption} <span>{credit}</span></figcaption></figure>"
    if style == "classed":
        return f'<div class="wp-caption">{image}<p class="wp-caption-text">{caption} {credit}</p></div>'
    below = f'<div class="k3fb">{caption}</div><div class="k3fc">{credit}</div>'
    return f'<div class="k3f9"><div class="k3fa">{image}</div>{below}</div>'


def comments(sheet: Sheet, names: tuple[str, str] = ("comments", "comment")) -> str:
    """Set readers' comments."""
    said = (
        (
            "Heron45",
            "I have said so for years, and nobody has ever listened to me. Typical of this place and those who run it.",
        ),
        ("Gull", "Same story as in 2019. They will form a committee, and the committee will have lunch."),
        (
            "M. Oakley",
            "My cousin works there and says that it was quite different from what is written here, by the way.",
        ),
    )
    rows = "".join(
        f'<div class="{names[1]}"><b>{sheet.leave(who)}</b> <time>2 hours ago</time><p>{sheet.leave(what)}</p>'
        '<a href="#r">Reply</a> <a href="#f">Report</a></div>'
        for who, what in said
    )
    return f'<section class="{names[0]}" id="{names[0]}"><h3>{sheet.leave("3 comments")}</h3>{rows}</section>'
