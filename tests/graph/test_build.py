"""The graph itself: what is a node, what is an edge, and that nothing is lost or left to chance."""

import json
import subprocess
import sys
from dataclasses import fields, replace
from datetime import UTC, datetime

import networkx as nx
import pytest
from networkx.utils import graphs_equal

from pllm_memory.errors import InvalidInput
from pllm_memory.facts import Fact
from pllm_memory.graph import from_json, graph, to_graphml, to_json
from pllm_memory.predicates import Predicate, registry
from tests.graph.lives import entity, fact, life

YEAR = [datetime(year, 5, 1, tzinfo=UTC) for year in range(2015, 2027)]
ODD = [
    '"quoted" & <b>',
    "line\nbreak",
    "\x00\x1b[31m",
    "\ufffe",
    "مريم",
    "🐕‍🦺",
    "]]>",
    "</script>",
    "' or 1",
    "\u202ex",
]


def test_nodes_are_entities_and_values_and_edges_are_facts():
    facts = [
        fact("Ada", "lives_in", "Lyon", valid_at=YEAR[9]),
        fact("Ada", "likes", "jazz"),
        fact("Ana", "likes", "jazz"),
    ]
    lyon = entity("Lyon", "place", aliases=("the city",), message_ids=("m9",))
    made = graph(facts, [entity("Ada"), entity("Ana"), lyon], owner="Ada")
    assert isinstance(made, nx.MultiDiGraph)
    assert [data["name"] for _, data in made.nodes(data=True)] == ["Ada", "Ana", "Lyon", "jazz"]
    assert made.nodes[lyon.id] == lyon.__class__.to_dict(lyon) | {"aliases": ("the city",), "message_ids": ("m9",)}
    (jazz,) = [node for node, data in made.nodes(data=True) if data["kind"] == "value"]
    assert made.in_degree(jazz) == 2
    assert made.graph["owner"] == entity("Ada").id
    edge = made.edges[entity("Ada").id, lyon.id, facts[0].id]
    for field in fields(Fact):
        assert edge["extractor" if field.name == "source" else field.name] == getattr(facts[0], field.name)
    assert (edge["label"], edge["section"], edge["event"], edge["current"]) == ("lives in", "who", False, True)


def test_the_order_of_the_input_makes_no_difference():
    facts, entities = life(60)
    one, other = graph(facts, entities, owner="Ada"), graph(facts[::-1], entities[::-1], owner="Ada")
    assert list(one.nodes) == list(other.nodes)
    assert to_json(one) == to_json(other)


def test_the_same_fact_at_two_times_is_two_edges():
    back = fact("Ada", "lives_in", "Lyon", valid_at=YEAR[0], invalid_at=YEAR[2])
    made = graph([replace(back, valid_at=YEAR[5], invalid_at=None), back], owner="Ada")
    assert [(key, data["valid_at"]) for _, _, key, data in made.edges(keys=True, data=True)] == [
        (back.id, YEAR[0]),
        (f"{back.id}#2", YEAR[5]),
    ]


def test_nothing_known_is_a_graph_of_one_person():
    made = graph([], owner="Ada")
    assert list(made.nodes(data="kind")) == [(made.graph["owner"], "person")]


def test_the_owner_is_found_by_an_alias_and_who_is_no_entity_gets_a_node():
    made = graph(
        [fact("Ada", "friend", "Mei"), fact("Mei", "likes", "tea")], [entity("Ada", aliases=("user",))], owner="user"
    )
    assert made.graph["owner"] == entity("Ada").id
    assert {data["name"]: data["kind"] for _, data in made.nodes(data=True)} == {
        "Ada": "person",
        "Mei": "thing",
        "tea": "value",
    }


def test_an_applications_own_predicates_say_the_section():
    known = registry([Predicate("drives_for", section="work")])
    made = graph([fact("Ada", "drives_for", "Verre")], owner="Ada", predicates=known)
    assert [section for _, _, section in made.edges(data="section")] == ["work"]


def test_json_comes_back_as_it_was_and_networkx_and_d3_read_it():
    facts, entities = life(80)
    made = graph(facts, entities, owner="Ada")
    assert graphs_equal(from_json(to_json(made)), made)
    value = json.loads(to_json(made))
    assert nx.node_link_graph(value, edges="links").number_of_edges() == 80
    assert {link["source"] for link in value["links"]} <= {node["id"] for node in value["nodes"]}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"graph": {}, "nodes": [{}], "links": []}', '{"graph": 1}'])
def test_json_of_something_else_is_refused(text):
    with pytest.raises(InvalidInput):
        from_json(text)


def test_graphml_is_read_by_networkx_with_all_that_is_known():
    facts, entities = life(80)
    made = graph(facts, [*entities, entity("Zoë", aliases=("Z", "my aunt"))], owner="Ada")
    read = nx.parse_graphml(to_graphml(made), force_multigraph=True)
    assert list(read.nodes) == list(made.nodes)
    assert {*read.edges(keys=True)} == {*made.edges(keys=True)}
    for start, end, key, data in made.edges(keys=True, data=True):
        found = read.edges[start, end, key]
        assert found["text"] == data["text"]
        assert found["strength"] == data["strength"]
        assert found["certain"] is True
        assert found.get("valid_at") == (data["valid_at"] and data["valid_at"].isoformat().replace("+00:00", "Z"))
        assert found["message_ids"] == "; ".join(data["message_ids"])
    assert read.nodes[entity("Zoë").id]["aliases"] == "Z; my aunt"


@pytest.mark.parametrize("text", ODD)
def test_no_text_breaks_an_export(text):
    made = graph(
        [fact(text, "likes", text + "!", text=text, message_ids=(text,))], [entity(text, aliases=(text,))], owner=text
    )
    assert graphs_equal(from_json(to_json(made)), made)
    read = nx.parse_graphml(to_graphml(made))
    assert next(data["label"] for _, data in read.nodes(data=True)) == text.replace("\x00\x1b", "").replace(
        "\ufffe", ""
    )


def test_networkx_is_imported_with_the_first_graph():
    code = "import sys, pllm_memory.graph; assert not {'networkx', 'matplotlib'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
