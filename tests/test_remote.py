"""SERVICE is refused however it is written, and nothing that only looks like it."""

from __future__ import annotations

import pytest

from symbiograph.engine.image import Image
from symbiograph.engine.parsing import parse_error
from symbiograph.engine.remote import refuse_remote_access
from symbiograph.errors import QuerySyntaxError, RemoteAccessRefused

BASE = "http://example.org/"
CALL = "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }"


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ {CALL} }}",
        "ASK { service silent ?where {} }",
        "ASK{ServiceSilent<http://x/>{}}",
        "ASK { SERVICE # comment\n <http://x/> {} }",
        f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ {CALL} }} }} }} }}",
        f"ASK {{ FILTER NOT EXISTS {{ {CALL} }} }}",
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {CALL} }}",
        # Hidden from a reading by tokens: the parser takes < as an operator, and what follows
        # as a comment.
        "ASK { ?s ?p ?o FILTER(?o<?b)SERVICE?x#>\n{} }",
        f'ASK {{ ?s ?p ?o FILTER(?o <#> """\n ?b) {CALL} #"""\n }}',
        # Glued to what stands before and after.
        f"ASK {{ ?s ?p 1{CALL} }}",
        f"ASK {{ ?s ?p true{CALL} }}",
        "PREFIX : <http://x/> ASK { ?s ?p ?o . SERVICE:x {} }",
        "PREFIX ex: <http://x/> PREFIX SERVICEex: <http://y/> ASK { ?s ?p ?o SERVICEex:a {} }",
        "PREFIX : <http://x/> PREFIX service: <http://y/> ASK { ?s ?p ?o . service:x {} }",
        # The stand-in for the keyword is a name of the query.
        "PREFIX : <http://x/> PREFIX sqrvice: <http://y/> ASK { ?sxrvice ?p ?o . SERVICE:x {} }",
        "ASK { ?sqrvice ?sxrvice ?szrvice . ?sjrvice ?p 'service' }",
    ],
)
def test_refused(query: str) -> None:
    assert parse_error(query, BASE) is None
    with pytest.raises(RemoteAccessRefused):
        refuse_remote_access(query, BASE)


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ ?s ?p '{CALL}', '''\n{CALL}''', \"\"\"{CALL}\"\"\" }}",
        f"ASK {{ ?s ?p ?o # {CALL}\n }}",
        "ASK { ?service $SERVICE ?o }",
        "ASK { ?s <http://example.org/service?x=SERVICE> <service> }",
        "PREFIX service: <urn:service:> ASK { ?s service:service service:, 'x'@service }",
        "PREFIX service: <urn:service:> ASK FROM service:a { GRAPH service:b { } }",
        "PREFIX : <urn:> PREFIX service: <urn:service:> ASK { ?s ?p service:o { ?a ?b ?c } }",
        "ASK { _:service ?p ?o }",
        "SELECT (1 AS ?service) { ?unprojected ?p ?o }",
    ],
)
def test_let_through(query: str) -> None:
    assert parse_error(query, BASE) is None
    refuse_remote_access(query, BASE)


def test_the_place_is_told() -> None:
    with pytest.raises(RemoteAccessRefused, match="line 2, column 3: "):
        refuse_remote_access(f"ASK {{ # service\n  {CALL} }}", BASE)


def test_what_is_no_query_gets_the_error_of_the_parser() -> None:
    refuse_remote_access(f"ASK {{ {CALL}", BASE)
    with pytest.raises(QuerySyntaxError, match="never closed"):
        Image.empty().query(f"ASK {{ {CALL}", base_iri=BASE)


def test_an_image_refuses_before_it_evaluates() -> None:
    with pytest.raises(RemoteAccessRefused):
        Image.empty().query(f"SELECT * {{ {CALL} }}", base_iri=BASE)
