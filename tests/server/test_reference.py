"""The reference memory server's tools over this memory: its schemas, its behaviour, and nothing lost."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("mcp", reason="pip install 'pllm-memory[mcp]'")

from mcp.client import Client

from pllm_memory import AsyncMemory
from pllm_memory.knowledge.graph import Graph, entity_records, relation_record
from pllm_memory.knowledge.records import message, records
from pllm_memory.server.mcp import mcp_server
from pllm_memory.testing import HashEmbedder

pytestmark = pytest.mark.anyio

NINE = [
    "create_entities", "create_relations", "add_observations", "delete_entities", "delete_observations",
    "delete_relations", "read_graph", "search_nodes", "open_nodes",
]  # fmt: skip
ADA = {"name": "Ada Lovelace", "entityType": "person", "observations": ["speaks French", "lives in London"]}
ACME = {"name": "Acme, Inc.", "entityType": "organisation", "observations": []}
WORKS = {"from": "Ada Lovelace", "to": "Acme, Inc.", "relationType": "works_at"}


@pytest.fixture
async def client(amemory):
    async with Client(mcp_server(amemory, "ada", reference=True)) as opened:
        yield opened


async def call(client, tool, **given):
    result = await client.call_tool(tool, given)
    assert not result.is_error, result.content
    return result.structured_content


async def filled(client):
    await call(client, "create_entities", entities=[ADA, ACME])
    await call(client, "create_relations", relations=[WORKS])


class TestAsTheReferenceDoes:
    async def test_the_nine_tools_have_its_names_and_schemas(self, client):
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert list(tools) == [*NINE, "search_memory"]
        create = tools["create_entities"]
        entity = create.input_schema["properties"]["entities"]["items"]
        assert entity["required"] == ["name", "entityType", "observations"]
        assert create.output_schema["properties"]["entities"]["items"] == entity
        assert tools["create_relations"].input_schema["properties"]["relations"]["items"]["required"] == [
            "from", "to", "relationType",
        ]  # fmt: skip
        assert tools["search_nodes"].input_schema["properties"]["query"]["maxLength"] == 2048
        assert set(tools["delete_entities"].output_schema["properties"]) == {"success", "message"}
        assert tools["delete_entities"].annotations.destructive_hint
        assert tools["read_graph"].annotations.read_only_hint

    async def test_what_is_created_is_answered_and_read(self, client):
        assert await call(client, "create_entities", entities=[ADA, ACME]) == {"entities": [ADA, ACME]}
        assert await call(client, "create_relations", relations=[WORKS]) == {"relations": [WORKS]}
        whole = {"entities": [ADA, ACME], "relations": [WORKS]}
        assert await call(client, "read_graph") == whole
        content = (await client.read_resource("memory://knowledge-graph")).contents[0]
        assert json.loads(content.text) == whole
        assert content.mime_type == "application/json"
        (shown,) = (await client.call_tool("read_graph", {})).content
        assert shown.text == json.dumps(whole, indent=2, ensure_ascii=False)

    async def test_what_is_there_is_left_as_it_is(self, client):
        await filled(client)
        again = ADA | {"entityType": "poet", "observations": ["new"]}
        assert await call(client, "create_entities", entities=[again, ACME]) == {"entities": []}
        assert await call(client, "create_relations", relations=[WORKS, WORKS]) == {"relations": []}
        added = await call(
            client,
            "add_observations",
            observations=[{"entityName": ADA["name"], "contents": ["speaks French", "sails"]}],
        )
        assert added == {"results": [{"entityName": ADA["name"], "addedObservations": ["sails"]}]}
        assert (await call(client, "read_graph"))["entities"][0] == ADA | {
            "observations": [*ADA["observations"], "sails"]
        }

    async def test_an_entity_that_is_not_there_is_an_error_and_nothing_is_added(self, client):
        await filled(client)
        before = await call(client, "read_graph")
        for tool, asked in (
            ("create_relations", {"relations": [WORKS | {"relationType": "owns"}, WORKS | {"to": "Nobody"}]}),
            ("add_observations", {"observations": [
                {"entityName": "Acme, Inc.", "contents": ["x"]}, {"entityName": "Nobody", "contents": ["y"]}]}),
        ):  # fmt: skip
            result = await client.call_tool(tool, asked)
            assert result.is_error
            assert result.content[0].text == "Entity with name Nobody not found"
        assert await call(client, "read_graph") == before

    async def test_deleting_says_what_it_found(self, client):
        await filled(client)

        async def told(tool, **given):
            return (await call(client, tool, **given))["message"]

        gone = {"entityName": ADA["name"], "observations": ["speaks French", "nonesuch"]}
        assert await told("delete_observations", deletions=[gone]) == "Deleted 1 of 2 observations."
        assert "Entities not found: Nobody" in await told(
            "delete_observations", deletions=[{"entityName": "Nobody", "observations": ["x"]}]
        )
        other = WORKS | {"relationType": "owns"}
        assert await told("delete_relations", relations=[other]) == (
            "Deleted 0 of 1 relations. The rest matched nothing."
        )
        assert await told("delete_relations", relations=[WORKS]) == "Relations deleted successfully"
        assert await told("delete_entities", entityNames=["Acme, Inc.", "Nobody"]) == (
            "Deleted 1 of 2 entities. Not found: Nobody"
        )
        assert await told("delete_entities", entityNames=[ADA["name"]]) == "Entities deleted successfully"
        assert await call(client, "read_graph") == {"entities": [], "relations": []}

    async def test_an_entity_takes_its_relations_along_and_can_come_again(self, client, amemory):
        await filled(client)
        await call(client, "delete_entities", entityNames=[ADA["name"]])
        assert await call(client, "read_graph") == {"entities": [ACME], "relations": []}
        assert not [m for m in await amemory.for_user("ada").messages() if "Ada" in m.content]
        await call(client, "create_entities", entities=[ADA | {"entityType": "poet"}])
        assert (await call(client, "read_graph"))["entities"][1]["entityType"] == "poet"

    async def test_searching_and_opening_show_the_relations_at_what_is_found(self, client):
        await filled(client)
        for found in (
            await call(client, "search_nodes", query="FRENCH"),
            await call(client, "search_nodes", query="person"),
            await call(client, "open_nodes", names=[ADA["name"], "Nobody"]),
        ):
            assert found == {"entities": [ADA], "relations": [WORKS]}
        assert await call(client, "search_nodes", query="zzz") == {"entities": [], "relations": []}


class TestKept:
    async def test_it_survives_and_belongs_to_its_user(self, url):
        for _ in range(2):
            async with AsyncMemory(url, embedder=HashEmbedder()) as memory:
                async with Client(mcp_server(memory, "ada", reference=True)) as client:
                    await filled(client)
                    assert await call(client, "read_graph") == {"entities": [ADA, ACME], "relations": [WORKS]}
                async with Client(mcp_server(memory, "bob", reference=True)) as client:
                    assert await call(client, "read_graph") == {"entities": [], "relations": []}

    async def test_a_search_over_all_that_is_remembered_finds_it(self, client, amemory):
        await filled(client)
        await amemory.for_user("ada").remember("I met Ada Lovelace at the opera.")
        (found,) = (
            await client.call_tool("search_memory", {"query": "Which language does Ada Lovelace speak?"})
        ).content
        assert "Ada Lovelace: speaks French" in found.text
        assert "at the opera" in found.text

    async def test_it_is_a_models_word_and_no_fact_about_the_user(self, client, amemory):
        await call(
            client, "create_entities",
            entities=[{"name": "default_user", "entityType": "person", "observations": ["I live in Oslo."]}],
        )  # fmt: skip
        ada = amemory.for_user("ada")
        assert {message.role for message in await ada.messages()} == {"assistant"}
        assert not await ada.facts("user", predicate="lives_in")

    async def test_what_was_said_otherwise_is_no_part_of_the_graph(self, client, amemory):
        await amemory.for_user("ada").remember("Ada Lovelace (person)", session_id="knowledge-graph")
        assert await call(client, "read_graph") == {"entities": [], "relations": []}

    async def test_many_calls_at_once_lose_nothing(self, client, amemory):
        other = mcp_server(amemory, "ada", reference=True)  # another server over the same memory: no shared lock
        async with Client(other) as second:
            await call(client, "create_entities", entities=[ADA])

            async def add(number):
                who = (client, second)[number % 2]
                contents = [f"fact {number}", "told by all"]
                await call(who, "add_observations", observations=[{"entityName": ADA["name"], "contents": contents}])
                await call(
                    who, "create_entities", entities=[{"name": "X", "entityType": f"t{number}", "observations": []}]
                )

            await asyncio.gather(*(add(number) for number in range(12)))
            found = await call(client, "read_graph")
        observations = found["entities"][0]["observations"]
        assert sorted(observations) == sorted({*ADA["observations"], *(f"fact {n}" for n in range(12)), "told by all"})
        assert [entity["name"] for entity in found["entities"]] == [ADA["name"], "X"]


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=30)
WORDS = st.one_of(TEXT, st.sampled_from(["a: b", "a (b)", '"', "a – b", " a", "a\nb", "\\", '"x" ("y: z")', "", "C++"]))
ENTITY = st.fixed_dictionaries({"name": WORDS, "entityType": WORDS, "observations": st.lists(WORDS, max_size=4)})


@settings(max_examples=400, deadline=None)
@given(st.lists(ENTITY, min_size=1, max_size=5, unique_by=lambda entity: entity["name"]), st.data())
def test_any_graph_becomes_messages_and_the_same_graph_again(entities, data):
    names = st.sampled_from([entity["name"] for entity in entities])
    relation = st.fixed_dictionaries({"from": names, "to": names, "relationType": WORDS})
    relations = data.draw(st.lists(relation, max_size=4, unique_by=lambda one: tuple(sorted(one.items()))))
    made = [record for entity in entities for record in entity_records(entity)]
    made += [relation_record(one) for one in relations]
    kept = [message(record, datetime(2026, 1, 1, tzinfo=UTC)) for record in made]
    assert len({one.id for one in kept}) == len(kept)
    assert records(kept) == made
    assert Graph(records(kept)).to_dict() == {"entities": entities, "relations": relations}
