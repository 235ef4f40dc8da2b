"""Pages as content systems make them: one function a kind of layout."""

import json
from html import escape

from tests.quality.pages.furniture import (
    advert,
    cards,
    comments,
    document,
    footing,
    linked_data,
    links_box,
    masthead,
    metas,
    others,
    panel,
    picture,
    share_bar,
)
from tests.quality.pages.story import Sheet


def paragraphs(sheet: Sheet, texts: list[str], *, names: str = "") -> str:
    mark = f' class="{names}"' if names else ""
    return "".join(f"<p{mark}>{sheet.keep(text)}</p>\n" for text in texts)


def dropped_cap(html: str) -> str:
    """Set the first letter of the first paragraph large, as an element of its own."""
    start = html.index("<p>") + 3
    return f'{html[:start]}<span class="dropcap">{html[start]}</span>{html[start + 1 :]}'


def broken_lines(html: str) -> str:
    """Break the lines of a source as editors do, within sentences."""
    return html.replace(". ", ".\n          ").replace(", ", ",\n          ")


def title(sheet: Sheet, names: str = "") -> str:
    return f'<h1 class="{names}">{escape(sheet["headline"])}</h1>' if names else f"<h1>{escape(sheet['headline'])}</h1>"


def classic(sheet: Sheet) -> str:
    """A content system with a sidebar, an advert in the text and a list of what is most read."""
    texts = sheet.texts(background=6)
    sheet.modified = f"{sheet['day']}T22:15:00Z"
    byline = f'<div class="byline">By <a rel="author" href="/by">{sheet.leave(sheet["byline"])}</a></div>'
    text = paragraphs(sheet, texts[:2]) + advert(sheet) + broken_lines(paragraphs(sheet, texts[2:]))
    return document(
        sheet,
        f"""{masthead(sheet)}<div class="wrap"><main><article class="story">{title(sheet)}{byline}{share_bar()}
        {picture(sheet)}<div class="story-body">{text}</div>{share_bar("share-tools bottom")}
        <div class="tags">
        <a href="/t/a">{sheet.leave("Coast")}</a> <a href="/t/b">{sheet.leave("Safety at sea")}</a></div>
        </article></main><aside class="sidebar">{links_box(sheet, "Most read", names="popular", tag="div")}
        {panel(sheet)}</aside></div>{cards(sheet, "More from the region")}{footing(sheet)}""",
        head=linked_data(sheet, dateModified=sheet.modified) + metas(sheet),
    )


def hashed(sheet: Sheet) -> str:
    """Styles compiled into classes that say nothing; no article element."""
    texts = sheet.texts()
    parts = []
    for step, text in enumerate(texts):
        parts.append(f'<div class="css-1fan{sheet.number}"><p class="css-at9mc1 e{step}">{sheet.keep(text)}</p></div>')
        if step == 1:
            parts.append(f'<div class="css-79elbk">{picture(sheet, style="hashed")}</div>')
        if step == 3:
            parts.append(panel(sheet, ("css-x81k", "css-x82", "css-x83"), field=sheet.number != 1))
    more = "".join(
        f'<li class="css-l1"><a href="/m/{n}"><span class="css-l2">{sheet.leave(line)}</span></a></li>'
        for n, line in enumerate(others(sheet, 6))
    )
    return document(
        sheet,
        f"""<div id="app"><div class="css-0"><div class="css-n1"><a href="/">{sheet.outlet}</a>
        <a href="/s">Search</a></div>
        <div class="css-m0"><div class="css-h0">{title(sheet, "css-h1")}<div class="css-by"><span class="css-b1">
        {sheet.leave("By " + sheet["byline"])}</span></div></div><div class="css-body">{"".join(parts)}</div>
        <div class="css-end"><div class="css-e1">{sheet.leave("More in " + sheet["section"])}</div><ul>{more}</ul></div>
        </div></div>{footing(sheet)}</div>""",
        head=metas(sheet),
    )


def next_page(sheet: Sheet) -> str:
    """A page rendered by React, its data in a script, each paragraph a component of its own."""
    texts = sheet.texts(background=7)
    sheet.modified = f"{sheet['day']}T23:01:00+02:00"
    node = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "@id": "#page", "name": sheet["headline"]},
            {"@type": ["NewsArticle"], "headline": sheet["headline"], "datePublished": sheet.published,
             "dateModified": sheet.modified, "articleSection": [sheet["section"], "News"],
             "author": {"@type": "Person", "name": sheet["byline"]}, "publisher": {"name": sheet.outlet}},
        ],
    }  # fmt: skip
    blocks = [
        f'<div data-component="text-block" class="sc-{sheet.number}a0"><p class="sc-eb7">{sheet.keep(text)}</p></div>'
        for text in texts
    ]
    blocks.insert(
        0,
        f'<div class="sc-au"><p>{sheet.leave("Listen to this article · 4 min")}</p><audio src="/a.mp3"></audio></div>',
    )
    blocks.insert(2, f'<div data-component="image-block" class="sc-{sheet.number}b1">{picture(sheet)}</div>')
    related = "".join(f'<li><a href="/r{n}">{sheet.leave(line)}</a></li>' for n, line in enumerate(others(sheet, 3)))
    blocks.insert(
        5,
        f'<div data-component="links-block" class="sc-c2"><h2>{sheet.leave("Related stories")}</h2>'
        f"<ul>{related}</ul></div>",
    )
    data = json.dumps({"props": {"pageProps": {"title": sheet["headline"], "blocks": ["text"] * len(texts)}}})
    return document(
        sheet,
        f"""<div id="__next"><header role="banner"><nav><a href="/">Home</a><a href="/world">World</a></nav></header>
        <main id="main-content"><article>{title(sheet)}<div data-component="byline-block"><span>
        {sheet.leave(sheet["byline"])}</span><time datetime="{sheet.published}">2 hours ago</time>
        </div>{"".join(blocks)}
        <div data-component="topic-list"><a href="/t1">{sheet.leave("Transport")}</a>
        <a href="/t2">{sheet.leave("Companies")}</a>
        </div></article>{cards(sheet, "Top stories", names=("sc-t", "sc-u"))}</main>{footing(sheet)}</div>
        <script id="__NEXT_DATA__" type="application/json">{data}</script>""",
        head=f'<script type="application/ld+json">{json.dumps(node)}</script>',
    )


def amp(sheet: Sheet) -> str:
    """A page of AMP's own elements."""
    texts = sheet.texts()
    image = picture(sheet).replace("<img", "<amp-img").replace(' alt="">', ' width="4" height="3"></amp-img>')
    ad = f'<amp-ad type="x"></amp-ad><p class="ad-label">{sheet.leave("Story continues below advertisement")}</p>'
    return document(
        sheet,
        f"""<amp-sidebar id="menu"><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul>
        </amp-sidebar>
        <amp-consent id="c"><div id="cui">{sheet.leave("We use cookies to make our pages better.")}
        <button>Accept</button>
        </div></amp-consent><header class="hd"><a href="/">{sheet.outlet}</a></header>
        <article class="amp-art">{title(sheet)}
        <p class="by">{sheet.leave("By " + sheet["byline"])}</p><amp-social-share type="x"></amp-social-share>{image}
        <div class="amp-text">{paragraphs(sheet, texts[:3])}{ad}{paragraphs(sheet, texts[3:])}</div></article>
        <amp-list src="/x"></amp-list><section class="rel">{links_box(sheet, "You may also like", tag="div")}</section>
        {footing(sheet)}""",
        head=linked_data(sheet),
        attributes=" amp",
    )


def soup(sheet: Sheet) -> str:
    """Paragraphs that are boxes, as in editors that know no paragraph."""
    texts = sheet.texts()
    lines = [f"<div>{sheet.keep(text)}</div>" for text in texts]
    lines.insert(2, f'<div class="i1">{picture(sheet, style="hashed")}</div>')
    lines.insert(5, f'<div><a href="/x">{sheet.leave("Read more: " + others(sheet, 1)[0])}</a></div>')
    rows = "".join(f"<div><a href=/o{n}>{sheet.leave(t)}</a></div>" for n, t in enumerate(others(sheet, 5, 2)))
    box = f'<div class="r">{rows}</div>'
    return document(
        sheet,
        f"""<div id="top"><div class="menu"><a href="/">Front page</a> <a href="/w">World</a> <a href="/l">Local</a>
        </div></div>
        <div id="content"><div class="headline">{title(sheet)}</div>
        <div class="info">{sheet.leave("By " + sheet["byline"])}</div>
        <div class="text">{"".join(lines)}</div>{box}</div><div id="bottom">{footing(sheet)}</div>""",
        head=metas(sheet),
    )


def breaks(sheet: Sheet) -> str:
    """One box whose paragraphs are divided by two line breaks."""
    texts = sheet.texts()
    text = "<br><br>\n".join(sheet.keep(text) for text in texts)
    return document(
        sheet,
        f"""{masthead(sheet)}<div class="columns">
        <div class="left">{links_box(sheet, "Latest", tag="div", count=7)}</div>
        <div class="middle">{title(sheet)}<div class="meta">{sheet.leave(sheet["byline"])} | {sheet["day"]}</div>
        <div class="txt{sheet.number}">{picture(sheet)}{text}<br><br></div>{share_bar("soc")}</div>
        </div>{footing(sheet)}""",
        head=metas(sheet),
    )


def tables(sheet: Sheet) -> str:
    """A page of the 2000s, laid out by tables."""
    texts = sheet.texts()
    menu = "".join(
        f'<tr><td><font size="1"><a href="/{n}">{n}</a></font></td></tr>' for n in ("World", "Local", "Sport")
    )
    image = (
        f'<table align="right" width="200"><tr><td><img src="a.jpg"></td></tr><tr><td><font size="1">'
        f"{sheet.leave('Archive picture of the place.')}</font></td></tr></table>"
    )
    body = "".join(f"<p><font face=Arial size=2>{sheet.keep(text)}</font></p>" for text in texts)
    links = "".join(f'<tr><td><a href="/a{n}">{sheet.leave(t)}</a></td></tr>' for n, t in enumerate(others(sheet, 5)))
    return document(
        sheet,
        f"""<table width="760" cellpadding=0 border=0><tr><td colspan=3><b>{sheet.outlet}</b></td></tr><tr valign=top>
        <td width=120><table>{menu}</table></td><td width=440><font size=5><b>{escape(sheet["headline"])}</b></font><br>
        <font size=1>{sheet.leave("By " + sheet["byline"])}</font>{image}{body}
        <a href="/print">{sheet.leave("Print this article")}
        </a></td><td width=200><table bgcolor="#eee"><tr><td><b>{sheet.leave("Top stories")}</b></td>
        </tr>{links}</table></td></tr>
        <tr><td colspan=3 align=center><font size=1>{sheet.leave("Copyright 2031 " + sheet.outlet)}</font></td></tr>
        </table>""",
        head=f'<meta name="author" content="{sheet["byline"]}"><meta name="date" content="{sheet.published}">'
        f'<meta property="article:section" content="{sheet["section"]}">',
    )


def live(sheet: Sheet) -> str:
    """A live page: posts with times, and panels between them."""
    texts = sheet.texts(background=6)
    heads = (
        "Where it stands",
        "Police ask people to stay away",
        "A first count",
        "Help from neighbours",
        "What comes next",
    )
    posts = []
    for step, text in enumerate(texts):
        head = f'<h2 class="post-title">{sheet.keep(heads[step // 2])}</h2>' if step % 2 == 0 and step < 9 else ""
        stamp = f'<time datetime="{sheet["day"]}T{8 + step:02}:05:00Z">{sheet.leave(f"{8 + step:02}.05")}</time>'
        posts.append(f'<div class="live-post" id="post-{step}"><div class="when">{stamp}</div>{head}'
                     f"<p>{sheet.keep(text)}</p>"
                     f'<div class="post-share"><a href="#">Share</a></div></div>')  # fmt: skip
    posts.insert(3, panel(sheet, ("promo", "pt", "pf")))
    updates = [{"@type": "BlogPosting", "headline": heads[0], "datePublished": sheet.published}]
    return document(
        sheet,
        f"""{masthead(sheet)}<main><article class="live"><span class="flag">{sheet.leave("Live")}</span>{title(sheet)}
        <div class="authors">{sheet.leave(sheet["byline"])}</div><div class="posts">{"".join(posts)}</div></article>
        </main>
        {links_box(sheet, "Most viewed", names="mv")}{footing(sheet)}""",
        head=linked_data(sheet, **{"@type": "LiveBlogPosting", "liveBlogUpdate": updates}),
    )


def wordpress(sheet: Sheet) -> str:
    """The most common blog system with its usual plug-ins."""
    texts = sheet.texts()
    related = "".join(f'<li><a href="/p{n}">{sheet.leave(t)}</a></li>' for n, t in enumerate(others(sheet, 3)))
    return document(
        sheet,
        f"""<div id="page" class="site">{masthead(sheet)}<div id="primary">
        <article id="post-12" class="post type-post hentry">
        <header class="entry-header">{title(sheet, "entry-title")}<div class="entry-meta"><span class="posted-on">
        <time class=
        "entry-date" datetime="{sheet.published}">May</time></span> <span class="byline">by <span class="author vcard">
        {sheet.leave(sheet["byline"])}</span></span></div></header>
        <div class="entry-content">{dropped_cap(paragraphs(sheet, texts[:2]))}
        {picture(sheet, style="classed")}{paragraphs(sheet, texts[2:4])}
        <h3 class="wp-block-heading">{sheet.keep("The background")}
        </h3>{paragraphs(sheet, texts[4:])}<div class="sharedaddy"><h3>{sheet.leave("Share this:")}</h3>
        <a href="#">Tweet</a></div>
        <div id="jp-relatedposts"><h3>{sheet.leave("Related")}</h3><ul>{related}</ul></div></div>
        <footer class="entry-footer">
        <span class="cat-links">{sheet.leave("Posted in")} <a href="/c">{sheet["section"]}</a></span></footer></article>
        <nav class="navigation post-navigation">
        <a rel="prev" href="/b">{sheet.leave("Previous: " + others(sheet, 1, 6)[0])}</a>
        </nav>{comments(sheet)}</div>
        <div id="secondary" class="widget-area">{links_box(sheet, "Recent posts", tag="div")}</div>
        {footing(sheet)}</div>""",
        head=linked_data(sheet) + metas(sheet),
    )


def drupal(sheet: Sheet) -> str:
    """Fields in boxes in boxes."""
    texts = sheet.texts()
    block = (
        f'<div class="block block-views">{cards(sheet, "Similar articles", names=("view-content", "views-row"))}</div>'
    )
    return document(
        sheet,
        f"""<div class="dialog-off-canvas-main-canvas">
        <div class="layout-container">{masthead(sheet)}<main role="main"><div
        class="region region-content"><div class="node node--type-article node--view-mode-full"><div class="field
        field--name-title">{title(sheet)}</div>
        <div class="field field--name-field-authors">{sheet.leave(sheet["byline"])}</div>
        <div class="field field--name-field-image"><div class="field__item">{picture(sheet, style="classed")}</div>
        </div>
        <div class="clearfix text-formatted field field--name-body field__item">{paragraphs(sheet, texts[:4])}
        <blockquote><p>
        {sheet.keep("“We knew, and we said so, and it is all in the minutes,” one of those present recalled.")}</p>
        </blockquote>
        {paragraphs(sheet, texts[4:])}</div><div class="field field--name-field-tags"><div class="field__label">
        {sheet.leave("Tags")}</div><a href="/t">{sheet.leave("Emergencies")}</a></div></div></div></main>
        <aside class="layout-sidebar-second">{block}{panel(sheet, ("block-mailchimp", "h", "g"))}</aside>
        {footing(sheet)}
        </div></div>""",
        head=metas(sheet),
    )


def gallery(sheet: Sheet) -> str:
    """Pictures with captions and, between them, the text."""
    texts = sheet.texts(background=4)
    parts = []
    for step, text in enumerate(texts):
        parts.append(f"<p>{sheet.keep(text)}</p>")
        if step < 5:
            style = "figure" if (step + sheet.number) % 2 else "hashed"
            parts.append(f'<div class="slide-{step}">{picture(sheet, step, style=style)}</div>')
    return document(
        sheet,
        f"""{masthead(sheet)}<article>{title(sheet)}<p class="author">{sheet.leave("Words by " + sheet["byline"])}</p>
        <div class="gallery-body">{"".join(parts)}</div></article>{cards(sheet, "More galleries")}{footing(sheet)}""",
        head=linked_data(sheet),
    )


def paywall(sheet: Sheet) -> str:
    """The beginning of an article, then an offer."""
    sheet.paywalled = True
    offers = (
        ("This article is for subscribers only.", "Subscribe now from 1 crown a week to continue reading."),
        ("Subscribe to read the full story", "Already a subscriber? Log in."),
        ("You have reached your limit of free articles this month.", "Choose a plan to keep reading."),
    )[sheet.number]
    free = {"isAccessibleForFree": ("False", False, "false")[sheet.number]} if sheet.number < 2 else {}
    extra = "" if sheet.number < 2 else '<meta property="article:content_tier" content="locked">'
    offer = "".join(f"<p>{sheet.leave(line)}</p>" for line in offers)
    return document(
        sheet,
        f"""{masthead(sheet)}<main>
        <article>{title(sheet)}<div class="byline">{sheet.leave("By " + sheet["byline"])}</div>
        {picture(sheet)}<div class="body">{paragraphs(sheet, sheet.texts(background=0)[:4])}</div>
        <div class="x{sheet.number}-gate">
        {offer}<ul><li>{sheet.leave("Unlimited access on all devices")}</li>
        <li>{sheet.leave("Cancel at any time")}</li></ul>
        <button>Subscribe</button></div></article></main>{links_box(sheet, "Most popular")}{footing(sheet)}""",
        head=linked_data(sheet, **free) + metas(sheet) + extra,
    )
