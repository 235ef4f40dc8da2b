import pytest

from stoppress.stages.hubs import HubLinks, hub_links

HUB = "https://hub.test/"
TOPIC = "https://courier.test/feed"


@pytest.mark.parametrize(
    "header",
    [
        f'<{HUB}>; rel="hub", <{TOPIC}>; rel="self"',
        f"<{HUB}>;rel=hub,<{TOPIC}>;rel=self",
        f'<{TOPIC}>; REL="Self"; title="a, <b>; \\"c\\"" , , <{HUB}> ; type="x" ; rel = "hub preload"',
        f'<{HUB}>; rel=hub; rel=self, <{TOPIC}>; rel="self"',
        f'<{HUB}>; title; rel="hub", </other>; rel=next, </feed>; rel="self", <{HUB}2>; rel="hub"',
    ],
)
def test_the_hub_and_the_topic_are_read_from_a_link_header(header):
    assert hub_links(header, address="https://courier.test/page") == HubLinks(HUB, TOPIC)


@pytest.mark.parametrize(
    "header",
    [
        *("", "hub", "<https://hub.test/>", "<https://hub.test/>; rel=next", '<https://hub.test/; rel="hub"'),
        *("<javascript:alert(1)>; rel=hub", "<ftp://hub.test/>; rel=self", "<https://a:b@hub.test/>; rel=hub"),
        *("</hub>; rel=hub", "<" * 100_000, "<a>;" + " " * 100_000, "<a>" + ';a="' * 50_000),
    ],
)
def test_a_header_without_web_addresses_names_no_hub(header):
    assert hub_links(header) == HubLinks(None, None)
