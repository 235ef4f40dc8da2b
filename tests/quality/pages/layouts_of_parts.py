"""Pages whose difficulty is one part: walls, comments, boxes between paragraphs, scripts other than Latin."""

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
from tests.quality.pages.layouts import paragraphs, title
from tests.quality.pages.story import Sheet


def framed(sheet: Sheet, text: str, *, after: str = "", head: str | None = None) -> str:
    """Set a plain page around the text."""
    return document(
        sheet,
        f"""{masthead(sheet)}<main>
        <article>{title(sheet)}<div class="byline">{sheet.leave("By " + sheet["byline"])}</div>
        {share_bar()}<div class="c-text">{text}</div></article>{after}</main>{footing(sheet)}""",
        head=linked_data(sheet) + metas(sheet) if head is None else head,
    )


def spread(sheet: Sheet, boxes: list[str], *, first: int = 2, step: int = 2) -> str:
    """Set the article's paragraphs with boxes between them."""
    parts = [f"<p>{sheet.keep(text)}</p>" for text in sheet.texts(background=6)]
    for number, box in enumerate(boxes):
        parts.insert(first + number * (step + 1), box)
    return "".join(parts)


def cookiewall(sheet: Sheet) -> str:
    """A consent overlay of many words before anything else."""
    lines = (
        "We value your privacy",
        "We and our 842 partners store and access information on a device, such as cookies, and process personal data.",
        "With your permission we and our partners may use precise geolocation data. You may click to consent to this.",
        "Your choices will apply to this website only. You can change them at any time.",
    )
    wall = "".join(f"<p>{sheet.leave(line)}</p>" for line in lines)
    names = ("qc-cmp2-container", "x-7h2k", "cmpbox")[sheet.number]
    page = framed(sheet, spread(sheet, [picture(sheet)]), after=links_box(sheet, "Trending"))
    buttons = "<button>Accept all</button><button>Reject all</button>"
    overlay = f'<div class="{names}" role="dialog"><div>{wall}{buttons}</div></div>'
    return page.replace('<body class="page">', f'<body class="page">{overlay}', 1)


def commented(sheet: Sheet) -> str:
    """Readers' comments below, by classes that say so or not."""
    names = (("comments", "comment"), ("r-wrap", "r-item"), ("discussion", "disc-entry"))[sheet.number]
    return framed(sheet, spread(sheet, [picture(sheet)]), after=comments(sheet, names))


def related(sheet: Sheet) -> str:
    """Links to other articles between the paragraphs."""
    lines = others(sheet, 3)
    boxes = [
        f'<p><a href="/1"><strong>{sheet.leave(lines[0])}</strong></a></p>',
        f'<div class="rel"><span>{sheet.leave("Read also")}</span><a href="/2">{sheet.leave(lines[1])}</a></div>',
        (
            f"<ul><li><a href='/3'>{sheet.leave(lines[2])}</a></li>"
            f"<li><a href='/4'>{sheet.leave(others(sheet, 1, 7)[0])}</a></li></ul>"
        ),
    ]
    return framed(sheet, spread(sheet, boxes), after=cards(sheet, "Read next"))


def newsletter(sheet: Sheet) -> str:
    """Sign-up boxes in hashed classes between the paragraphs."""
    boxes = [
        panel(sheet, ("_3xJq", "_1aB", "_9zz"), field=sheet.number != 2),
        (
            f'<aside class="_4kLm"><div class="_5">{sheet.leave("Enjoying this article?")}</div><div class="_6">'
            f"{sheet.leave('Get the best of our reporting sent straight to your inbox every morning.')}</div>"
            f"<button>{sheet.leave('Sign me up')}</button></aside>"
        ),
    ]
    return framed(sheet, spread(sheet, boxes))


def pullquote(sheet: Sheet) -> str:
    """A sentence of the text shown again, large."""
    quote = next(text for text in sheet.texts() if "”" in text).split("”")[0].strip("“,")
    said = sheet.leave(quote.split(",")[0] if sheet.number == 1 else quote)
    if sheet.number == 0:
        name = f"<cite>{sheet.leave(sheet['person'])}</cite>"
        box = f'<aside class="pull"><blockquote><p>{said}</p>{name}</blockquote></aside>'
    elif sheet.number == 1:
        box = f'<blockquote class="q-large"><p>“{said}”</p></blockquote>'
    else:
        box = f'<div class="h4k"><div class="h4l">{said}</div></div>'
    return framed(sheet, spread(sheet, [box], first=5))


def lists(sheet: Sheet) -> str:
    """Lists, a table and subheads that are the article's."""
    texts = sheet.texts()
    items = (
        "41.3 degrees in the harbour quarter, at three in the afternoon",
        "40.8 degrees at the airport, a degree more than ever before",
        "Those over 75 are asked to stay indoors until seven in the evening",
    )
    listed = "".join(f"<li>{sheet.keep(item)}</li>" for item in items)
    rows = (("Place", "Measured", "Before"), ("North", "412 cases", "388 cases"), ("South", "97 cases", "101 cases"))
    table = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    first = paragraphs(sheet, texts[:2]) + f"<h2>{sheet.keep('What is known')}</h2>" + paragraphs(sheet, texts[2:3])
    second = f"<ul>{listed}</ul>" if sheet.number != 1 else f"<ol>{listed}</ol>"
    links = ("the report of the inspectors, of 212 pages", "the letter that the council wrote in March")
    second += "<p>" + sheet.keep("Two papers were made public on Monday:") + "</p><ul>"
    second += "".join(f'<li><a href="/d">{sheet.keep(text)}</a></li>' for text in links) + "</ul>"
    third = f"<h2>{sheet.keep('What it means')}</h2>" + paragraphs(sheet, texts[3:5])
    for row in rows:
        sheet.keep(" ".join(row))
    return framed(sheet, f"{first}{second}{third}<table>{table}</table>" + paragraphs(sheet, texts[5:]))


def brief(sheet: Sheet) -> str:
    """Two sentences amid much else."""
    page = framed(
        sheet,
        paragraphs(sheet, sheet.texts(background=0)[:1]),
        after=cards(sheet, "More briefs") + links_box(sheet, "Most read") + panel(sheet),
        head=metas(sheet),
    )
    return page if sheet.number else page.replace("<article>", "<div>").replace("</article>", "</div>")


def tweets(sheet: Sheet) -> str:
    """Posts from elsewhere, embedded; a reader takes them for part of the article only where it quotes them."""
    post = (
        f'<blockquote class="twitter-tweet"><p lang="en">'
        f"{sheet.leave('Alarm. Sirens. Nobody tells us a thing. Anyone know more?')}"
        f' <a href="#">pic.example/x</a></p>&mdash; {sheet.leave("Joe K. (@joek)")}'
        ' <a href="#">May 4, 2031</a></blockquote>'
        '<script async src="https://platform.example/widgets.js"></script>'
    )
    frame = '<div class="embed"><iframe src="https://video.example/1"></iframe></div>'
    return framed(sheet, spread(sheet, [post, frame, picture(sheet)]))


def keypoints(sheet: Sheet) -> str:
    """A box above the text that says it all once more."""
    texts = sheet.texts(background=6)
    points = [text.split(",")[0].rstrip(".") for text in texts[:3]]
    rows = "".join(f"<li>{sheet.leave(point)}</li>" for point in points)
    names = ("key-points", "b7Kd", "summary-box")[sheet.number]
    box = f'<div class="{names}"><h3>{sheet.leave("Key points")}</h3><ul>{rows}</ul></div>'
    return framed(sheet, box + picture(sheet) + paragraphs(sheet, texts))


def bio(sheet: Sheet) -> str:
    """A few lines about the author below."""
    name = sheet["byline"]
    line = (
        f"{name} is a reporter at {sheet.outlet}. Before that, he lived on a boat and wrote about fish.",
        f"{name} covers the north of the country for {sheet.outlet} and has won two prizes.",
        f"{name} writes about crime. Reach her at desk@example.test.",
    )[sheet.number]
    names = ("author-bio", "m8Qz", "about")[sheet.number]
    about = f"<h4>{sheet.leave(name)}</h4><p>{sheet.leave(line)}</p>"
    box = f'<div class="{names}"><img src="/a.jpg" alt=""><div>{about}</div></div>'
    if sheet.number == 2:
        box = f"<p><em>{sheet.leave(line)}</em></p>"
    return framed(sheet, spread(sheet, [picture(sheet)]) + box)


def mostread(sheet: Sheet) -> str:
    """A widget of what others read, in the midst of the text."""
    names = ("most-read", "w-91", "t3-list")[sheet.number]
    boxes = [links_box(sheet, "Most read in News", names=names, tag=("div", "section", "aside")[sheet.number])]
    boxes.append(advert(sheet, "dfp"))
    return framed(sheet, spread(sheet, boxes, first=3), after=cards(sheet, "From our partners"))


def sections(sheet: Sheet) -> str:
    """Text in sections, without an article element."""
    texts = sheet.texts(background=6)
    half = len(texts) // 2
    return document(
        sheet,
        f"""{masthead(sheet)}<main><section class="hero">{title(sheet)}{picture(sheet)}</section>
        <section class="intro-meta"><p class="lead"><strong>{sheet.keep(texts[0])}</strong></p></section>
        <section class="prose">{paragraphs(sheet, texts[1:half])}</section>{advert(sheet)}
        <section class="prose"><h2>{sheet.keep("How it came about")}</h2>{paragraphs(sheet, texts[half:])}</section>
        <section class="more">{links_box(sheet, "Elsewhere", tag="div")}</section></main>{footing(sheet)}""",
        head=linked_data(sheet),
    )


def jsonld(sheet: Sheet) -> str:
    """A page that is filled by a script; the text stands in its linked data only."""
    texts = sheet.texts()
    for text in texts:
        sheet.keep(text)
    body = ("\n\n".join(texts), "".join(f"<p>{escape(text)}</p>" for text in texts), "\n".join(texts))[sheet.number]
    teaser = "" if sheet.number else f"<p>{escape(texts[0])}</p>"
    return document(
        sheet,
        f"""{masthead(sheet)}<main>
        <div id="root">{title(sheet)}{teaser}<div class="spinner">{sheet.leave("Loading")}</div></div>
        </main><noscript><p>Please enable JavaScript to read this page.</p></noscript>{footing(sheet)}""",
        head=linked_data(sheet, articleBody=body),
    )


LOCAL = {
    "de": ("Von", "Lesen Sie auch", "Meistgelesen", "Teilen", "Foto: Anna Lorenz/Talbild",
           "Der Unglücksort am Dienstag.",
           "Jetzt den kostenlosen Newsletter abonnieren und nichts mehr verpassen"),
    "ar": ("بقلم", "اقرأ أيضا", "الأكثر قراءة", "مشاركة", "تصوير: وكالة الساحل",
           "صورة من المكان.", "اشترك في نشرتنا البريدية"),
    "ja": ("文・", "関連記事", "アクセスランキング", "シェアする",
           "写真=海岸通信", "現場の様子", "メールマガジンに登録する"),
    "zh": ("记者", "相关阅读", "热门文章", "分享", "图/海岸社", "事故现场", "订阅我们的电子报"),
    "vi": ("Theo", "Xem thêm", "Đọc nhiều", "Chia sẻ", "Ảnh: Thông tấn Bờ Biển",
           "Hiện trường vụ việc.", "Đăng ký nhận bản tin hằng ngày"),
}  # fmt: skip


def foreign(sheet: Sheet) -> str:
    """A page in another language than English, its furniture too."""
    by, also, most, share, credit, caption, letter = LOCAL[sheet["language"]]
    texts = sheet.texts()
    figure = (
        f"<figure><img src='a.jpg'><figcaption>{sheet.leave(caption)} <span class='credit'>{sheet.leave(credit)}</span>"
        "</figcaption></figure>"
    )
    heads = [" ".join(text.split()[:7])[:24] for text in reversed(texts)]
    links = "".join(f'<li><a href="/{n}">{head}…</a></li>' for n, head in enumerate(heads))
    inline = f'<div class="inl"><b>{sheet.leave(also)}</b> <a href="/x">{heads[0]}…</a></div>'
    box = f'<div class="nl-{sheet.number}"><p>{sheet.leave(letter)}</p><input type="email"><button>OK</button></div>'
    direction = ' dir="rtl"' if sheet["language"] == "ar" else ""
    return document(
        sheet,
        f"""<header><nav><a href="/">{sheet["section"]}</a></nav></header><main><article class="art">{title(sheet)}
        <p class="byline">{by} {sheet.leave(sheet["byline"])}</p><ul class="social"><li><a href="#">{share}</a></li>
        </ul>{figure}
        <div class="body">{paragraphs(sheet, texts[:2])}{inline}{box}{paragraphs(sheet, texts[2:])}</div></article>
        <aside><h3>{sheet.leave(most)}</h3><ul>{links}</ul></aside></main><footer><p>© 2031</p></footer>""",
        head=linked_data(sheet) + metas(sheet),
        attributes=direction,
    )
