"""Which media type a client gets."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbiograph.errors import NotAcceptable
from symbiograph.negotiation import choose

OFFERS = ("text/turtle", "application/ld+json", "text/html", "application/json")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html", "text/html"),
        ("TEXT/HTML", "text/html"),
        # Quality
        ("text/turtle;q=0.5, application/json;q=0.9", "application/json"),
        ("text/turtle;q=0, */*;q=0.1", "application/ld+json"),
        ("text/html;q=1.000,application/json;q=0.999", "text/html"),
        ("text/turtle;q=.2, application/json;q=.3", "application/json"),
        # Wildcards: the closest range gives the quality, and a name beats a star
        ("application/*", "application/ld+json"),
        ("*/*, text/html", "text/html"),
        ("text/*;q=0.9, text/turtle;q=0.1", "text/html"),
        ("*/*;q=0.1, application/*;q=0.5, application/ld+json;q=0", "application/json"),
        ("text/*, application/json", "application/json"),
        ("text/html, image/gif, *; q=.2, */*; q=.2", "text/html"),
        ("image/gif, *; q=.2", "text/turtle"),
        # The client's order decides between equals
        ("application/json, text/html", "application/json"),
        ("text/html, application/json", "text/html"),
        # Parameters
        ("text/html; charset=utf-8", "text/html"),
        ('application/ld+json;profile="a,b;q=0";q=0.4, text/html;q=0.3', "application/ld+json"),
        ("text/html;level=1;q=0.4, application/json;q=0.5", "application/json"),
        # What browsers send
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        # Malformed members are passed over, and nothing left means no wish
        (";;;", "text/turtle"),
        (",,,", "text/turtle"),
        ("text", "text/turtle"),
        ("text/html;q=high, application/json", "application/json"),
        ("text/html;q=high", "text/turtle"),
        ("/, */html, text/html/x, application/json", "application/json"),
        ('text/html;x="unclosed, application/json', "text/html"),
    ],
)
def test_choice(accept: str | None, chosen: str) -> None:
    assert choose(accept, OFFERS) == chosen


@pytest.mark.parametrize("accept", ["image/png", "text/plain, image/*;q=0.1", "*/*;q=0"])
def test_nothing_fits(accept: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        choose(accept, OFFERS)
    assert caught.value.available == list(OFFERS)


def test_a_quality_of_nought_excludes_only_what_it_names() -> None:
    with pytest.raises(NotAcceptable):
        choose("text/html;q=0", ("text/html",))
    assert choose("text/html;q=0, text/*", ("text/html", "text/turtle")) == "text/turtle"


@given(st.text(alphabet='*/;,=q."\\ 01atexhml+', max_size=60))
def test_every_header_gets_an_offer_or_a_refusal(accept: str) -> None:
    with suppress(NotAcceptable):
        assert choose(accept, OFFERS) in OFFERS
