"""How well attributions are found: figures that may rise and never fall."""

import hashlib
import importlib.util
import json
import re

from stoppress.stages.attribute import attribute, weights

# By cross-validation F1 is 0.620 on the labelled set (docs/decisions/0017). On every sixth article of it, which the
# weights were trained on, it was 0.85 when this was set: a floor against breaking, no measure of quality.
FLOOR_LABELLED = 0.82
FLOOR_OWN = 0.93

# Articles about places and people that are nowhere. {s1:…} marks the source, {c1:…} the cue and {x1:…} the content
# of attribution 1 of an article. A line break is a blank; a bar alone on its line ends a paragraph.
_ARTICLES = """\
{s1:Harbour master Ida Voss} {c1:said} {x1:that the Orvo lighthouse would stay dark until Friday}. {x2:“The lamp
cracked in the cold,”} {s2:Voss} {c2:told} reporters. {x2:“We have sent to Norl for another.”}

{x1:The bakery in Lime Street burned for three hours}, {c1:according to} {s1:the fire brigade}. {s2:Residents}
{c2:believe} {x2:that an oven had been left on}.

{s1:The council} {c1:denied} {x1:a report that it had sold the old mill}, {c2:saying} {x2:that no price was ever
named}.

{x1:“I heard a crack and then the whole pier moved,”} {c1:said} {s1:Bram Tolle, a fisherman who was on it}. He
swam ashore.

{x1:The ferry to Sark Island will not sail this week}, {s1:its owner} {c1:said} on Monday. {s2:Passengers}
{c2:complained} {x2:that nobody had told them}.

{s1:Mayor Tessa Lind} {c1:called for} {x1:a new dam above the village}. {s2:She} {c2:promised} {x2:to put it to
a vote in May}.
|
{s3:Lind} {c3:said} the old one was {x3:“a wall of sand.”}

{s1:Two unnamed officials} {c1:said} {x1:the minister had known of the leak since March}. {s2:The ministry}
{c2:declined} {x2:to comment}.

{x1:“Nobody told us to leave,”} {s1:Ana Perl} {c1:said}, {x1:“so we stayed until the water came in.”} {s2:Her
husband} {c2:added} {x2:that the road was already gone}.

{s1:A study by the University of Norl} {c1:found} {x1:that one bridge in four is rusted through}. {s2:It}
{c2:warned} {x2:that two should be closed at once}.

{s1:The museum} {c1:announced} {x1:that the stolen clock had been found in a barn}. {x2:“It even ticks,”}
{c2:said} {s2:its director, Jon Vey}.

{s1:Teachers} {c1:accused} {x1:the school board of hiding the figures}. {s2:The board's head, Mara Quill,}
{c2:rejected} {x2:the charge}.

{s1:Coach Eli Stane} {c1:told} the Orvo Courier {x1:that he would leave in June}. {x2:The club}, {s2:he}
{c2:said}, {x2:has no money for players}.
"""
_MARK = re.compile(r"\{([scx])(\d):([^{}]*)\}")
_ROLES = {"s": "source", "c": "cue", "x": "content"}


def own_articles():
    """Return our own articles, still marked."""
    blocks = (block.strip().split("\n|\n") for block in _ARTICLES.split("\n\n"))
    return ["\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs) for paragraphs in blocks]


def unmarked(marked):
    """Return the text without its marks, and the attributions that they mark."""
    parts, gold, length, at = [], {}, 0, 0
    for mark in _MARK.finditer(marked):
        before = marked[at : mark.start()]
        parts += [before, mark[3]]
        start = length + len(before)
        length = start + len(mark[3])
        one = gold.setdefault(mark[2], {"source": [], "cue": [], "content": []})
        one[_ROLES[mark[1]]].append([start, length])
        at = mark.end()
    return "".join([*parts, marked[at:]]), list(gold.values())


def as_spans(found):
    return [{"source": one.source, "cue": one.cue, "content": one.content} for one in found]


def scores(scorer, articles):
    """Return precision, recall and F1 of whole attributions, matched as the scorer of the labelled set matches them."""
    right = n_found = n_gold = 0
    for text, gold in articles:
        sides = [
            [{role: scorer(one, role, text) for role in ("source", "cue", "content")} for one in side]
            for side in (gold, as_spans(attribute(text, "en")))
        ]
        right += matches(*sides)
        n_gold += len(sides[0])
        n_found += len(sides[1])
    return right / n_found, right / n_gold, 2 * right / (n_found + n_gold)


def characters(attribution, role, text):
    return {at for start, end in attribution[role] or () for at in range(start, end) if not text[at].isspace()}


def share(one, other):
    return len(one & other) / len(one | other) if one | other else 1.0


def matches(gold, found):
    pairs = sorted(
        (
            (share(theirs["content"], ours["content"]), g, f)
            for g, theirs in enumerate(gold)
            for f, ours in enumerate(found)
            if share(theirs["content"], ours["content"]) >= 0.5 and share(theirs["source"], ours["source"]) >= 0.3
        ),
        reverse=True,
    )
    used_gold, used_found = set(), set()
    for _, g, f in pairs:
        if g not in used_gold and f not in used_found:
            used_gold.add(g)
            used_found.add(f)
    return len(used_gold)


def test_our_own_articles_stay_above_the_floor():
    _, _, f1 = scores(characters, [unmarked(marked) for marked in own_articles()])

    assert f1 >= FLOOR_OWN


def test_every_sixth_labelled_article_stays_above_the_floor(shared):
    lines = (shared / "data" / "attributions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines[::6]]

    _, _, f1 = scores(characters, [(row["text"], row["attributions"]) for row in rows])

    assert f1 >= FLOOR_LABELLED


def test_the_weights_are_those_of_the_labelled_set(shared):
    assert hashlib.sha256((shared / "data" / "attributions.jsonl").read_bytes()).hexdigest() == weights.DATA


def test_our_matching_is_that_of_the_labelled_sets_scorer(shared):
    place = importlib.util.spec_from_file_location("scorer", shared / "eval" / "score_attributions.py")
    scorer = importlib.util.module_from_spec(place)
    place.loader.exec_module(scorer)
    text, gold = unmarked(own_articles()[0])
    sides = [
        [{role: scorer.characters(one, role, text, "own") for role in scorer.ROLES} for one in side]
        for side in (gold, as_spans(attribute(text, "en")))
    ]

    assert matches(*sides) == scorer.count_matches(*sides)
