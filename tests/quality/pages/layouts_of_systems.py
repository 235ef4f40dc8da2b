"""Pages as publishing systems mark them up: one of each, with what each of them puts around and into an article."""

import json
from collections.abc import Callable

from tests.quality.pages.furniture import advert, document, linked_data, metas, others, picture
from tests.quality.pages.story import Sheet


def texts_of(sheet: Sheet, count: int = 7) -> list[str]:
    return sheet.texts(background=8)[:count]


def body_of(sheet: Sheet, names: str = "", count: int = 7) -> list[str]:
    attributes = f' class="{names}"' if names else ""
    return [f"<p{attributes}>{sheet.keep(text)}</p>" for text in texts_of(sheet, count)]


def arc(sheet: Sheet) -> str:
    """Arc: blocks of chains and features, an interstitial link and an advert between the paragraphs."""
    body = body_of(sheet, "c-paragraph")
    link = sheet.leave(others(sheet, 1)[0])
    body.insert(2, f'<p class="c-paragraph"><b>Related: </b><a class="c-link" href="/a/1/">{link}</a></p>')
    sheet.leave("Related: ")
    body.insert(
        4, f'<div class="arcad-feature-wrapper"><div class="arcad-label">{sheet.leave("Advertisement")}</div></div>'
    )
    name = sheet.leave("By " + sheet["byline"])
    bio = sheet.leave(f"{sheet['byline']} covers the region and has written for this paper since 2019.")
    return document(
        sheet,
        f"""<div id="fusion-app"><div class="b-right-rail"><nav class="c-nav"><ul><li><a href="/news/">News</a></li>
        <li><a href="/sports/">Sports</a></li></ul></nav><main class="b-right-rail__main"><h1 class="b-headline">
        {sheet["headline"]}</h1><div class="b-byline">{name}</div><article
        class="b-article-body">{"".join(body)}</article>
        <div class="b-author-bio"><div class="b-author-bio__body">{bio}</div></div>
        <div class="b-taboola"><h2>{sheet.leave("Around the Web")}</h2></div></main></div></div>""",
        head=linked_data(sheet) + metas(sheet),
    )


def brightspot(sheet: Sheet) -> str:
    """Brightspot: rich text with enhancements, each in a div of its own."""
    body = body_of(sheet)
    promo, again = (sheet.leave(text) for text in others(sheet, 2))
    body.insert(1, f'<div class="Enhancement"><div class="Enhancement-item">{picture(sheet)}</div></div>')
    body.insert(
        3,
        '<div class="Enhancement" data-align-right><div class="Enhancement-item"><ps-promo class="PromoB">'
        f'<div class="PromoB-title"><a class="Link" href="/x">{promo}</a></div></ps-promo></div></div>',
    )
    body.insert(
        5,
        '<div class="HtmlModule"><form><h3>' + sheet.leave("Morning Edition, our daily newsletter") + "</h3>"
        f"<p>{sheet.leave('Subscribe and we will send you the stories that matter.')}</p>"
        '<input type="email"><button>Go</button></form></div>',
    )
    return document(
        sheet,
        f"""<div class="Page-content"><main class="Page-main"><div class="Page-headline">{sheet["headline"]}</div>
        <h1 class="Page-headline">{sheet["headline"]}</h1><div
        class="Page-authors">{sheet.leave("By " + sheet["byline"])}</div>
        <div class="RichTextStoryBody RichTextBody">{"".join(body)}</div>
        <div class="PageList"><div class="PageList-header">{sheet.leave("More to read")}</div>
        <a href="/y">{again}</a></div></main></div>""",
        head=metas(sheet),
    )


def ghost(sheet: Sheet) -> str:
    """Ghost: cards in the content, a sign-up card, members' call to action after it."""
    body = body_of(sheet)
    title = sheet.leave(others(sheet, 1)[0])
    body.insert(
        2,
        '<div class="kg-card kg-signup-card"><h2 class="kg-signup-card-heading">'
        f'{sheet.leave("Sign up for more like this.")}</h2><p class="kg-signup-card-disclaimer">'
        f"{sheet.leave('No spam. Unsubscribe anytime.')}</p></div>",
    )
    body.insert(
        4,
        '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="/b"><div '
        f'class="kg-bookmark-content"><div class="kg-bookmark-title">{title}</div></div></a></figure>',
    )
    return document(
        sheet,
        f"""<div class="gh-viewport"><main id="gh-main"><article class="gh-article post tag-news"><header
        class="gh-article-header"><h1 class="gh-article-title">{sheet["headline"]}</h1><div class="gh-article-meta">
        {sheet.leave(sheet["byline"])} <time>2 May 2031</time> — {sheet.leave("3 min read")}</div></header>
        <section class="gh-content gh-canvas">{"".join(body)}</section></article><div class="gh-subscribe">
        <h3>{sheet.leave("Become a member of our paper")}</h3>
        <p>{sheet.leave("Already have an account? Sign in")}</p></div>
        </main></div>""",
        head=linked_data(sheet),
    )


def blogger(sheet: Sheet) -> str:
    """Blogger: no paragraphs, lines broken twice, the post's footer and the archive beside it."""
    lines = "<br /><br />".join(sheet.keep(text) for text in texts_of(sheet))
    return document(
        sheet,
        f"""<div class="content"><div class="main section" id="main"><div class="blog-posts hfeed"><h2
        class="date-header">
        <span>{sheet.leave("Friday, May 2, 2031")}</span></h2><div class="post hentry"><h3 class="post-title
        entry-title">
        {sheet["headline"]}</h3><div class="post-body entry-content" id="post-body-81">{lines}<div style="clear: both;">
        </div></div><div class="post-footer"><span class="post-author
        vcard">{sheet.leave("Posted by " + sheet["byline"])}
        </span><span class="post-comment-link"><a
        href="#c">{sheet.leave("2 comments:")}</a></span></div></div></div></div>
        <div class="sidebar section"><h2>{sheet.leave("Blog Archive")}</h2><ul><li><a href="/2031">2031
        (44)</a></li></ul>
        </div></div>""",
        head=f"<title>{sheet.outlet}: {sheet['headline']}</title>",
    )


def squarespace(sheet: Sheet) -> str:
    """Squarespace: a grid of blocks, the text in several of them."""
    body = body_of(sheet, 'x" style="white-space:pre-wrap;')
    half = len(body) // 2
    block = '<div class="sqs-block html-block sqs-block-html"><div class="sqs-block-content">{}</div></div>'
    form = (
        f'<div class="sqs-block newsletter-block"><header><h2>{sheet.leave("Stay in the loop")}</h2>'
        f"<p>{sheet.leave('Sign up with your email address to receive news and updates.')}</p></header></div>"
    )
    return document(
        sheet,
        f"""<main id="page"><article class="BlogItem hentry"><h1 class="BlogItem-title">{sheet["headline"]}</h1>
        <div class="Blog-meta">{sheet.leave("Written By " + sheet["byline"])}</div><div class="sqs-layout sqs-grid-12">
        <div class="row sqs-row"><div class="col sqs-col-12">{block.format("".join(body[:half]))}{form}
        {block.format("".join(body[half:]))}</div></div></div></article><nav class="BlogItem-pagination"><a href="/p">
        {sheet.leave("Previous")} <span>{sheet.leave(others(sheet, 1)[0])}</span></a></nav></main>""",
        head=metas(sheet),
    )


def gutenberg(sheet: Sheet) -> str:
    """WordPress's blocks: a pull quote, a heading, a list, buttons to share and tags after it."""
    body = body_of(sheet)
    quote = sheet.leave(texts_of(sheet)[1].split(". ")[0])
    body.insert(3, f'<h2 class="wp-block-heading">{sheet.keep("What happens next")}</h2>')
    body.insert(4, f'<figure class="wp-block-pullquote"><blockquote><p>{quote}</p></blockquote></figure>')
    items = ("A meeting of all who are concerned, on Thursday", "A report of what went wrong, within a month")
    body.append('<ul class="wp-block-list">' + "".join(f"<li>{sheet.keep(item)}</li>" for item in items) + "</ul>")
    return document(
        sheet,
        f"""<div class="wp-site-blocks"><main class="wp-block-group"><h1
        class="wp-block-post-title">{sheet["headline"]}</h1>
        <div class="entry-content wp-block-post-content is-layout-constrained">{"".join(body)}
        <div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">{sheet.leave("Share this:")}</h3><ul><li>
        <a href="#">{sheet.leave("Click to share on X (Opens in new window)")}</a></li></ul></div>
        <div id="jp-relatedposts" class="jp-relatedposts"><h3><em>{sheet.leave("Related")}</em></h3></div></div>
        <div class="taxonomy-post_tag
        wp-block-post-terms">{sheet.leave("Tagged in: harbour, council")}</div></main></div>""",
        head=linked_data(sheet) + metas(sheet),
    )


def substack(sheet: Sheet) -> str:
    """Substack: subscription widgets with a form in the text, buttons, a footer that thanks."""
    body = body_of(sheet)
    widget = (
        '<div class="subscription-widget-wrap-editor" data-component-name="SubscribeWidgetToDOM"><div class='
        '"subscription-widget show-subscribe"><div class="preamble"><p class="cta-caption">{}</p></div><form>'
        '<input type="email"><input type="submit" value="Subscribe"></form></div></div>'
    )
    body.insert(
        2,
        widget.format(
            sheet.leave(
                f"{sheet.outlet} is a reader-supported publication. To support my work, "
                "consider becoming a paid subscriber."
            )
        ),
    )
    body.append(
        f'<p class="button-wrapper"><a class="button primary" href="/s"><span>{sheet.leave("Share")}</span></a></p>'
    )
    thanks = sheet.leave("Thanks for reading! Subscribe for free to receive new posts.")
    return document(
        sheet,
        f"""<div id="entry"><article class="typography newsletter-post post"><div class="post-header"><h1
        class="post-title">
        {sheet["headline"]}</h1><div class="byline-wrapper">{sheet.leave(sheet["byline"])}</div></div><div
        class="available-content"><div dir="auto" class="body markup">{"".join(body)}{widget.format(thanks)}</div></div>
        </article><div class="discussion"><h4>{sheet.leave("Discussion about this post")}</h4></div></div>""",
        head=metas(sheet),
    )


def components(sheet: Sheet) -> str:
    """A broadcaster's components: each paragraph in a block, links as a block, topics at the end."""
    body = [
        f'<div data-component="text-block" class="sc-7b{n}"><p class="sc-eb7bd5f6-0">{sheet.keep(text)}</p></div>'
        for n, text in enumerate(texts_of(sheet))
    ]
    links = "".join(f'<li><a href="/n/{n}">{sheet.leave(text)}</a></li>' for n, text in enumerate(others(sheet, 3)))
    body.insert(3, f'<div data-component="unordered-list-block"><ul>{links}</ul></div>')
    body.append(
        '<div data-component="text-block"><p><i>'
        + sheet.leave("Do you have more on this story? Get in touch with our reporters by email.")
        + "</i></p></div>"
    )
    return document(
        sheet,
        f"""<main id="main-content"><article><div data-component="headline-block"><h1>{sheet["headline"]}</h1></div>
        <div data-component="byline-block"><span>{sheet.leave(sheet["byline"])}</span>
        <span>{sheet.leave("Reporter")}</span>
        </div>{"".join(body)}<div data-component="tags"><a href="/t">{sheet.leave("Harbours")}</a></div></article>
        <div data-component="links-block"><h2>{sheet.leave("More on this story")}</h2></div></main>""",
        head=linked_data(sheet),
    )


def stub(sheet: Sheet) -> str:
    """A wall after the first paragraph, the whole text in the linked data: what is not shown is not for us."""
    texts = texts_of(sheet)
    sheet.keep(texts[0])
    lead = sheet.leave("Subscribe to continue reading")
    offer = sheet.leave("Get unlimited access for 1 crown a week. Cancel at any time.")
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": sheet["headline"],
        "isAccessibleForFree": False,
        "articleBody": "\n\n".join(texts),
        "datePublished": sheet.published,
    }
    sheet.paywalled = True
    return document(
        sheet,
        f"""<main><article><h1>{sheet["headline"]}</h1><div class="article-content"><p>{texts[0]}</p></div>
        <div class="paywall-barrier"><h2>{lead}</h2><p>{offer}</p><a href="/s">{sheet.leave("See my options")}</a></div>
        </article></main>""",
        head=f'<script type="application/ld+json">{json.dumps(data)}</script>',
    )


def old_tables(sheet: Sheet) -> str:
    """Tables and fonts of the nineties: the menu in one cell, the text in another, a box in the middle of it."""
    texts = texts_of(sheet)
    first = "".join(f'<P><FONT FACE="Times" SIZE=3>{sheet.keep(text)}</FONT>' for text in texts[:3])
    rest = "".join(f'<P><FONT FACE="Times" SIZE=3>{sheet.keep(text)}</FONT>' for text in texts[3:])
    side = "".join(f'<A HREF="{n}.htm">{sheet.leave(text)}</A><BR>' for n, text in enumerate(others(sheet, 3)))
    return (
        f"<HTML><HEAD><TITLE>{sheet['headline']}</TITLE></HEAD><BODY BGCOLOR=#FFFFFF><TABLE WIDTH=760 BORDER=0><TR>"
        "<TD COLSPAN=2><IMG SRC=logo.gif ALT=''></TD></TR><TR><TD WIDTH=140 VALIGN=TOP BGCOLOR=#EEEEEE><B>"
        f"{sheet.leave('Sections')}</B><BR>{side}</TD><TD VALIGN=TOP><FONT SIZE=5><B>{sheet['headline']}</B></FONT><BR>"
        f"<I>{sheet.leave('By ' + sheet['byline'])}</I>{first}<TABLE ALIGN=RIGHT WIDTH=180 BORDER=1><TR><TD>"
        f"<FONT SIZE=2>"
        f"<B>{sheet.leave('On the web')}</B><BR><A HREF=x>{sheet.leave('Tide tables of the coast')}</A></FONT>"
        f"</TD></TR>"
        f"</TABLE>{rest}<HR><FONT SIZE=1>{sheet.leave('Copyright 2031. All rights reserved. May not be reproduced.')}"
        "</FONT></TD></TR></TABLE></BODY></HTML>"
    )


def live_post(sheet: Sheet) -> str:
    """One post of a live page, shared by its own address, with its neighbours' titles."""
    body = body_of(sheet, count=4)
    older = "".join(
        f'<li class="lb-item"><time>09:1{n}</time><a href="#{n}">{sheet.leave(text)}</a></li>'
        for n, text in enumerate(others(sheet, 4))
    )
    return document(
        sheet,
        f"""<main class="liveblog"><div
        class="lb-status">{sheet.leave("Live")}<span>{sheet.leave("Updated 4 minutes ago")}
        </span></div><article class="lb-post" id="post-77"><time>09:21</time><h1>{sheet["headline"]}</h1>
        <div class="lb-post__body">{"".join(body)}</div><div class="lb-post__share"><button>{sheet.leave("Copy link")}
        </button></div></article><section
        class="lb-timeline"><h2>{sheet.leave("Key events")}</h2><ol>{older}</ol></section>
        </main>""",
        head=metas(sheet),
    )


def embeds(sheet: Sheet) -> str:
    """Posts embedded as scripts leave them, a video's placeholder, a map's words."""
    body = body_of(sheet)
    body.insert(
        2,
        '<blockquote class="twitter-tweet" data-dnt="true"><p lang="en" dir="ltr">'
        f"{sheet.leave('Roads by the harbour are closed until further notice. Please keep away.')}</p>&mdash; "
        f'{sheet.leave("Harbour Office (@harbouroffice)")} <a href="https://x.test/1">May 2, 2031</a>'
        "</blockquote><script async></script>",
    )
    body.insert(
        4,
        f'<blockquote class="instagram-media"><a href="/i">{sheet.leave("View this post on Instagram")}</a>'
        f"<p>{sheet.leave('A post shared by Harbour Office (@harbouroffice)')}</p></blockquote>",
    )
    body.insert(
        6,
        f'<div class="video-embed"><noscript>{sheet.leave("To view this content, enable scripts.")}</noscript>'
        f'<p class="vjs-no-js">{sheet.leave("To play the video, please enable JavaScript in your browser.")}</p>'
        "</div>",
    )
    return document(
        sheet,
        f"""<main><article class="story"><h1>{sheet["headline"]}</h1><div class="story__body">{"".join(body)}</div>
        </article></main>""",
        head=linked_data(sheet),
    )


def fields(sheet: Sheet) -> str:
    """Drupal's fields: labels that only a reader of screens sees, a node's links, blocks of views after it."""
    body = body_of(sheet)
    rows = "".join(
        f'<div class="views-row"><span class="field-content"><a href="/node/{n}">{sheet.leave(text)}</a></span></div>'
        for n, text in enumerate(others(sheet, 3))
    )
    return document(
        sheet,
        f"""<div class="layout-container"><main role="main"><a id="main-content"></a><div class="region region-content">
        <h1><span class="field field--name-title">{sheet["headline"]}</span></h1><article role="article" class="node
        node--type-news node--view-mode-full"><footer class="node__meta"><div class="node__submitted">
        {sheet.leave("Submitted by " + sheet["byline"] + " on Fri, 05/02/2031 - 09:10")}</div></footer><div
        class="node__content"><div class="clearfix text-formatted field field--name-body"><div class="field__label
        visually-hidden">{sheet.leave("Body")}</div><div class="field__item">{"".join(body)}</div></div><div
        class="field
        field--name-field-tags"><div class="field__label">{sheet.leave("Tags")}</div><a
        href="/t/1">{sheet.leave("Harbour")}
        </a></div></div></article><div class="views-element-container"><h2>{sheet.leave("Latest news")}</h2>{rows}</div>
        </div></main></div>""",
        head=metas(sheet),
    )


def essay(sheet: Sheet) -> str:
    """A long read: drop cap in a span, pull quotes twice, sections by asterisks, notes at the end."""
    texts = texts_of(sheet, 8)
    first = sheet.keep(texts[0])
    body = [f'<p class="has-dropcap"><span class="dropcap">{first[0]}</span>{first[1:]}</p>']
    body += [f"<p>{sheet.keep(text)}</p>" for text in texts[1:]]
    quote = sheet.leave(texts[2].split(". ")[0])
    for place in (3, 6):
        body.insert(place, f'<aside class="pullquote-wrap"><span class="pullquote-text">{quote}</span></aside>')
    body.insert(5, '<p class="section-break">* * *</p>')
    notice = sheet.leave("Research for this article was supported by the Foundation for Local Reporting.")
    print_ = sheet.leave("This article appears in the June 2031 print edition with the headline “What the Tide Left”.")
    return document(
        sheet,
        f"""<article data-type="longread"><header><h1>{sheet["headline"]}</h1><address>{sheet.leave(sheet["byline"])}
        </address></header><section class="ArticleBody_root__2gF81">{"".join(body)}<hr><p><em>{notice}</em></p><p><em>
        {print_}</em></p></section></article>""",
        head=metas(sheet),
    )


def letters(sheet: Sheet) -> str:
    """Letters to sign up for between the paragraphs, three of them, in classes that tell nothing."""
    body = body_of(sheet, "p_a9")
    boxes = (
        ("The Briefing", "Our editors' choice of the day, in your inbox every weekday at seven."),
        ("Don't miss out", "Join 40,000 readers who get our weekly letter. It is free."),
        ("Want more like this?", "Register for our alerts and never miss a story from the coast."),
    )
    for number, (title, line) in enumerate(boxes):
        body.insert(
            2 + number * 2,
            f'<div class="d_{number}k"><div class="t_x1">{sheet.leave(title)}</div><div class="t_x2">'
            f'{sheet.leave(line)}</div><a class="b_7" href="/l">{sheet.leave("Sign up")}</a></div>',
        )
    return document(
        sheet,
        f"""<div class="w_0"><div class="w_1"><h1 class="h_2">{sheet["headline"]}</h1><div class="y_4">
        {sheet.leave(sheet["byline"])}</div>{advert(sheet)}<div class="z_3">{"".join(body)}</div></div></div>""",
        head=linked_data(sheet),
    )


SYSTEMS: tuple[Callable[[Sheet], str], ...] = (
    arc, brightspot, ghost, blogger, squarespace, gutenberg, substack, components, stub, old_tables, live_post, embeds,
    fields, essay, letters,
)  # fmt: skip
