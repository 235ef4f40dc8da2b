"""Feeds and pages as outlets write them, for the mutator to spoil."""

from __future__ import annotations

_STORY = """<p>ORVO, May 4 (Courier) - The old bridge over the Lenn was closed on Sunday after an engineer found a crack
in its second pier, Mayor Anna Veld said. “We could not wait,” she told reporters.</p>
<p>Some 14,000 people cross it every day, according to the transport office. Ferries will run until midnight.</p>
<p>The bridge was built in 1931 and last inspected two years ago, the office said. It gave no date for its opening.</p>
"""

_RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>The Orvo Courier</title><link>https://courier.test/</link><language>en-gb</language><ttl>15</ttl>
<atom:link rel="hub" href="https://hub.test/"/><atom:link rel="self" href="https://courier.test/rss"/>
<sy:updatePeriod>hourly</sy:updatePeriod><skipHours><hour>2</hour><hour>3</hour></skipHours>
<item><title>Bridge &amp; ferry <![CDATA[<b>closed</b>]]> – Übe</title><link>https://courier.test/a1?x=1&amp;y=2</link>
<guid isPermaLink="false">a1</guid><pubDate>Sun, 04 May 2031 11:30:00 +0200</pubDate><dc:creator>J. Marr</dc:creator>
<description>&lt;p&gt;The mayor &lt;em&gt;said&lt;/em&gt; so.&lt;/p&gt;</description><category>Local</category>
<media:content url="https://courier.test/p.jpg" medium="image"><media:credit>EPA</media:credit></media:content>
<content:encoded><![CDATA[{_STORY}]]></content:encoded></item>
<item><title>Fire in &quot;Nem&quot; &#8211; two hurt</title><link>/a2</link><guid>https://courier.test/a2</guid>
<pubDate>Sun, 04 May 31 09:30 GMT</pubDate><enclosure url="https://courier.test/a.mp3" length="12" type="audio/mpeg"/>
<description>Firefighters were called at 3 a.m.</description></item>
</channel></rss>"""

_RDF = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://courier.test/"><title>Courrier</title>
<link>https://courier.test/</link><items><rdf:Seq><rdf:li rdf:resource="https://courier.test/a1"/></rdf:Seq></items>
</channel><item rdf:about="https://courier.test/a1"><title>Le pont fermé</title><link>https://courier.test/a1</link>
<dc:date>2031-05-04T09:30:00+02:00</dc:date><description>Le vieux pont.</description></item></rdf:RDF>"""

_ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"
 xml:base="https://courier.test/feeds/"><title type="html">Le &lt;i&gt;Courrier&lt;/i&gt;</title>
<link rel="hub" href="https://hub.test/"/><link rel="self" href="atom.xml"/><updated>2031-05-04T12:00:00Z</updated>
<entry><id>tag:courier.test,2031:7</id>
<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Le <b>pont</b></div>
</title><link rel="alternate" href="../a7"/><published>2031-05-04T11:30:00+02:00</published>
<updated>2031-05-05T00:00:00Z</updated><author><name>A. Veld</name></author>
<content type="html"><![CDATA[{_STORY}]]></content></entry></feed>"""

_JSON = r"""{"version": "https://jsonfeed.org/version/1.1", "title": "The Orvo Courier", "language": "en",
"feed_url": "https://courier.test/feed.json", "hubs": [{"type": "WebSub", "url": "https://hub.test/"}],
"items": [{"id": "a1", "url": "https://courier.test/a1", "title": "Bridge \u0026 ferry closed", "tags": ["local"],
"content_html": "<p>The mayor said so.</p>", "date_published": "2031-05-04T11:30:00+02:00"},
{"id": 2, "external_url": "/a2", "content_text": "Fire in Nem.\n\nTwo hurt.", "date_published": "2031-05-04"}]}"""

_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://courier.test/a1</loc>
<lastmod>2031-05-05</lastmod><news:news><news:publication><news:name>The Orvo Courier</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2031-05-04T11:30:00+02:00
</news:publication_date><news:title>Bridge &amp; ferry closed</news:title></news:news></url>
<url><loc>https://courier.test/about</loc><lastmod>2031-01-01</lastmod></url></urlset>"""

_PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bridge closed | The Orvo Courier</title>
<link rel="canonical" href="https://courier.test/a1"><link rel="alternate" type="application/rss+xml" href="/rss">
<meta property="og:site_name" content="The Orvo Courier"><meta name="description" content="A crack was found.">
<meta property="article:published_time" content="2031-05-04T09:30:00Z">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [{{"@type": "NewsArticle",
"headline": "Bridge closed", "datePublished": "2031-05-04T09:30:00Z", "author": [{{"name": "J. Marr"}}],
"publisher": {{"name": "The Orvo Courier"}}, "isAccessibleForFree": true}}]}}</script><style>p {{ margin: 0 }}</style>
</head><body><nav><a href="/">Home</a> <a href="/feed">RSS</a></nav><main><article><h1>Bridge closed</h1>
<p class="standfirst">A crack was found.</p><p class="byline">By J. Marr</p><time datetime="2031-05-04">4 May</time>
<figure><img src="p.jpg" alt="x"><figcaption>The bridge on Sunday. Photograph: EPA</figcaption></figure>{_STORY}
<div class="newsletter"><form><label>Sign up for our newsletter</label><input type="email" name="email">
<button>Subscribe</button></form></div><blockquote><p>“We could not wait.”</p></blockquote>
<ul><li>Ferries run until midnight.</li><li><a href="/a0">Read more: The pier</a></li></ul>
<table><tr><td>Cars</td><td>14,000</td></tr></table><!-- end --></article></main>
<footer>© Courier</footer></body></html>"""

_BARE_PAGE = f"""<html><body><h2>Fire in Nem</h2><span>Updated: May 4, 2031, 9:30 a.m. GMT</span>
<div>Two people were hurt.<br><br>Firefighters were called at 3 a.m., police said.<br>Nobody died.</div>
<div><div><div>{_STORY}</div></div></div><p>Follow us on <a href="https://x.test">X</a></p></body></html>"""

_AMP_PAGE = f"""<?xml version="1.0" encoding="iso-8859-1"?><html amp lang="fr"><head>
<meta http-equiv="content-type" content="text/html; charset=iso-8859-1"><base href="https://courier.test/fr/">
<title>Le pont fermé</title></head><body><article itemscope itemtype="https://schema.org/NewsArticle">
<h1 itemprop="headline">Le pont fermé</h1><meta itemprop="datePublished" content="2031-05-04">
<div itemprop="articleBody">
<section><p>Le vieux pont a été fermé dimanche.</p><amp-img src="p.jpg"></amp-img><p>Voilà.</p>{_STORY}</section>
<svg><title>x</title></svg><template><p>no</p></template></div></article></body></html>"""

ROBOTS = "User-agent: *\nDisallow: /private*\nAllow: /private/news$\nSitemap: https://courier.test/news.xml\n"
FEEDS = tuple(text.encode() for text in (_RSS, _RDF, _ATOM, _JSON, _SITEMAP))
PAGES = tuple(text.encode() for text in (_PAGE, _BARE_PAGE, _AMP_PAGE))
