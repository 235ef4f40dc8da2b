from datetime import timedelta

import pytest

from stoppress.stages.robots import Robots, Rule, allows, read_robots

AGENT = "StopPress"


def rules(*lines):
    return "User-agent: *\n" + "\n".join(lines)


def test_a_file_is_read_whole():
    text = """# hello
User-agent: OtherBot
Disallow: /

User-Agent: stoppress/2.0 # us
Crawl-delay: 2.5
Disallow: /private*  # not for us
Allow: /private/news$
Sitemap: https://courier.test/news.xml
Sitemap: /relative.xml
"""
    assert read_robots(text, "StopPress/1.0 (+desk@news.test)") == Robots(
        rules=(Rule(allowed=False, pattern="/private*"), Rule(allowed=True, pattern="/private/news$")),
        delay=timedelta(seconds=2.5),
        sitemaps=("https://courier.test/news.xml",),
    )


@pytest.mark.parametrize("text", ["", "\0\0", "<html>no such page</html>", "User-agent: *", rules("Disallow:")])
def test_what_says_nothing_allows_everything(text):
    assert allows(text, AGENT, "/a")


def test_of_the_rules_that_fit_the_longest_decides():
    text = rules("Disallow: /news", "Allow: /news/world", "Disallow: /news/world/live")
    assert [allows(text, AGENT, path) for path in ("/news", "/news/world/a", "/news/world/live/a", "/sport")] == [
        *(False, True, False, True)
    ]


@pytest.mark.parametrize("lines", [("Allow: /a", "Disallow: /a"), ("Disallow: /a", "Allow: /a")])
def test_of_two_rules_as_long_the_allowing_one_decides(lines):
    assert allows(rules(*lines), AGENT, "/a/1")


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/fish", "/fish", True),
        ("/fish", "/fish/salmon.html", True),
        ("/fish", "/Fish", False),
        ("/fish", "/catfish", False),
        ("/fish*", "/fishheads", True),
        ("/fish/", "/fish", False),
        ("/*.php", "/folder/any.php.file.html", True),
        ("/*.php", "/windows.PHP", False),
        ("/*.php$", "/folder/file.php", True),
        ("/*.php$", "/file.php?parameters", False),
        ("/*.php$", "/file.php.php", True),
        ("/fish*.php", "/fishheads/cat.php?parameters", True),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/a*a$", "/a", False),
        ("/a**b", "/a/b", True),
        ("*/x", "/deep/x", True),
        ("/$", "/", True),
        ("/$", "/a", False),
        ("/a$b", "/a$b", True),
        ("/a-%2A.html", "/a-*.html", True),
        ("/a-%2A.html", "/a-b.html", False),
        ("/search?*q=", "/search?a=1&q=2", True),
        ("/%7Eann", "/~ann", True),
        ("/~ann", "/%7eann", True),
        ("/a%3cd", "/a%3Cd", True),
        ("/наука", "/%D0%BD%D0%B0%D1%83%D0%BA%D0%B0/1", True),
        ("/a%2Fb", "/a/b", False),
        ("/", "", True),
    ],
)
def test_a_pattern_covers_a_path(pattern, path, fits):
    assert allows(rules(f"Disallow: {pattern}"), AGENT, path) is not fits


def test_only_a_group_of_the_whole_name_is_ours():
    text = "User-agent: press\nDisallow: /\nUser-agent: stoppress-images\nDisallow: /\nUser-agent: *\nDisallow: /x"
    assert read_robots(text, AGENT).rules == (Rule(allowed=False, pattern="/x"),)


def test_a_group_of_ours_makes_that_for_all_void():
    text = "User-agent: *\nDisallow: /\nUser-agent: STOPPRESS\nDisallow: /x"
    assert read_robots(text, AGENT).rules == (Rule(allowed=False, pattern="/x"),)


def test_all_groups_of_one_name_are_one():
    text = "User-agent: stoppress\nDisallow: /a\n\nUser-agent: b\nUser-agent: stoppress\n\nDisallow: /b"
    assert [rule.pattern for rule in read_robots(text, AGENT).rules] == ["/a", "/b"]


def test_rules_before_any_group_are_nobodys():
    assert allows("Disallow: /\nUser-agent: *\nDisallow: /x", AGENT, "/a")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(end):
    text = f"\ufeffuser-agent : *{end}disallow :/a"
    assert not allows(text, AGENT, "/a")


def test_a_sitemap_line_does_not_end_a_group():
    text = "User-agent: *\nSitemap: https://courier.test/s.xml\nUser-agent: x\nDisallow: /a\nHost: y\nDisallow: /b"
    assert not allows(text, AGENT, "/a")
    assert not allows(text, AGENT, "/b")


def test_the_file_itself_may_always_be_read():
    assert allows(rules("Disallow: /"), AGENT, "/robots.txt")


def test_what_stands_beyond_500_kilobytes_is_ignored():
    within = rules("# " + "x" * 400_000, "Disallow: /a")
    beyond = rules("# " + "x" * 500_000, "Disallow: /a")
    assert (allows(within, AGENT, "/a"), allows(beyond, AGENT, "/a")) == (False, True)


@pytest.mark.parametrize(("stated", "delay"), [("10", 10), ("0.5", 0.5), ("-1", None), ("soon", None), ("1e9", None)])
def test_a_delay_is_a_number_of_seconds(stated, delay):
    found = read_robots(rules(f"Crawl-delay: {stated}", "Disallow: /x"), AGENT).delay
    assert found == (None if delay is None else timedelta(seconds=delay))


def test_a_pattern_made_to_exhaust_is_soon_compared():
    text = rules(*[f"Disallow: /{'a*' * 2000}b" for _ in range(100)])
    assert allows(text, AGENT, "/" + "a" * 2000)
