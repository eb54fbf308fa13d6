# ruff: noqa: E501
"""Made-up files in the forms that other systems write."""

import json
import zipfile

import apsw


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def node(id_, parent, role=None, text="", at=None, kind="text", children=(), **more):
    content = {"content_type": kind, "parts": text if isinstance(text, list) else [text]}
    message = role and {
        "id": id_, "author": {"role": role, "name": None, "metadata": {}}, "create_time": at, "update_time": None,
        "content": content, "status": "finished_successfully", "end_turn": None, "weight": 1.0, "channel": None,
        "recipient": "all", "metadata": {}, **more,
    }  # fmt: skip
    return {"id": id_, "message": message, "parent": parent, "children": list(children)}


def chatgpt():
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x", "width": 1, "height": 1}
    nodes = [
        node("root", None), node("sys", "root", "system", ""),
        node("u1", "sys", "user", "I moved to Lyon in May.", 1715163360.5),
        node("a-old", "u1", "assistant", "An answer that was made again.", 1715163361.0),
        node("a1", "u1", "assistant", "How is Lyon?", 1715163370.25),
        node("t1", "a1", "tool", "search results", 1715163371.0),
        node("c1", "t1", "assistant", "search('lyon')", 1715163372.0, recipient="web"),
        node("u2", "c1", "user", [picture, "This is my cat Milo."], 1715163380.0, "multimodal_text"),
        node("a2", "u2", "assistant", "A fine cat.", None),
    ]  # fmt: skip
    first = {"title": "Lyon", "create_time": 1715163360.0, "update_time": 1715163390.0, "id": "conv-1",
             "conversation_id": "conv-1", "mapping": {one["id"]: one for one in nodes}, "current_node": "a2"}  # fmt: skip
    second = {"title": "Sesame", "create_time": 1715263360.0, "conversation_id": "conv-2", "current_node": "u9",
              "mapping": {"u9": node("u9", None, "user", "I can't eat sesame.", 1715263361.0)}}  # fmt: skip
    return [first, {"title": "broken"}, second]


def claude():
    def message(uuid, sender, text, **more):
        block = {"type": "text", "text": text, "citations": []}
        return {"uuid": uuid, "text": text, "content": [block], "sender": sender, "attachments": [], "files": [],
                "created_at": "2024-05-08T13:56:00.123456Z", "updated_at": "2024-05-08T13:56:00.123456Z", **more}  # fmt: skip

    notes = {"file_name": "notes.txt", "file_size": 9, "file_type": "txt", "extracted_content": "The flat costs 900."}
    return [
        {"uuid": "c-1", "name": "Lyon", "created_at": "2024-05-08T13:55:00Z", "updated_at": "2024-05-08T13:59:00Z",
         "account": {"uuid": "acc"}, "chat_messages": [
             message("m1", "human", "I moved to Lyon in May.", attachments=[notes], files=[{"file_name": "cat.png"}]),
             message("m2", "assistant", "How is Lyon?", content=[
                 {"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "How is Lyon?"},
                 {"type": "tool_use", "name": "search", "input": {}}]),
             message("m3", "robot", "?"), message("m4", "human", ""), message("m5", "human", "a\x00b")]},
        {"uuid": "c-2", "name": "nothing"},
    ]  # fmt: skip


def zipped(path, conversations, **more):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export/conversations.json", json.dumps(conversations))
        archive.writestr("export/user.json", "{}")
        for name, value in more.items():
            archive.writestr(f"export/{name}.json", json.dumps(value))
    return path


MEM0 = {
    "results": [
        {"id": "mem-1", "memory": "Lives in Lyon", "hash": "x", "metadata": None, "user_id": "ada",
         "created_at": "2024-05-08T06:56:00-07:00", "updated_at": None},
        {"id": "mem-2", "memory": "", "user_id": "ada", "created_at": "2024-05-08T13:56:00Z"},
    ],
    "relations": [{"source": "ada", "relationship": "lives_in", "target": "lyon"}],
}  # fmt: skip


def mem0_history(path):
    database = apsw.Connection(str(path))
    database.execute(
        "CREATE TABLE history (id TEXT PRIMARY KEY, memory_id TEXT, old_memory TEXT, new_memory TEXT, event TEXT,"
        " created_at DATETIME, updated_at DATETIME, is_deleted INTEGER, actor_id TEXT, role TEXT);"
        "CREATE TABLE messages (id TEXT PRIMARY KEY, session_scope TEXT, role TEXT, content TEXT, name TEXT,"
        " created_at DATETIME)"
    )
    for row in [
        ("h1", "mem-1", None, "Lives in Porto", "ADD", "2023-01-01T00:00:00+00:00", None, 0, None, None),
        (
            "h2",
            "mem-1",
            "Lives in Porto",
            "Lives in Lyon",
            "UPDATE",
            "2023-01-01T00:00:00+00:00",
            "2024-05-08",
            0,
            None,
            None,
        ),
        ("h3", "mem-2", None, "Likes tea", "ADD", "2023-02-01T00:00:00+00:00", None, 0, None, None),
        ("h4", "mem-2", "Likes tea", None, "DELETE", None, "2024-01-01", 1, None, None),
    ]:
        database.execute("INSERT INTO history VALUES (?,?,?,?,?,?,?,?,?,?)", row)
    database.close()
    return path


ZEP = {
    "sessions": [{
        "session_id": "s-1", "user_id": "ada", "created_at": "2024-05-08T13:00:00Z", "facts": ["Ada has a cat."],
        "messages": [
            {"uuid": "z1", "role": "Ada", "role_type": "user", "content": "I moved to Lyon in May.",
             "created_at": "2024-05-08T13:56:00Z", "token_count": 7},
            {"uuid": "z2", "role": "bot", "role_type": "assistant", "content": "How is Lyon?",
             "created_at": "2024-05-08T13:56:09Z"},
            {"uuid": "z3", "role_type": "user", "content": None}],
    }],
    "facts": [{"uuid": "f1", "fact": "Ada lived in Porto.", "valid_at": "2020-01-01T00:00:00Z", "user_id": "ada",
               "invalid_at": "2024-05-01T00:00:00Z", "created_at": "2024-05-08T13:57:00Z"}],
    "communities": [{"uuid": "x"}],
}  # fmt: skip
MEMORIES = [{"conversations_memory": "Ada sails on Sundays.", "account_uuid": "acc",
             "project_memories": {"p-1": "The boat needs a new mast.", "p-2": ""}}]  # fmt: skip
GRAPHITI = {
    "episodes": [{"uuid": "e1", "name": "chat 1", "group_id": "ada", "source": "message", "source_description": "chat",
                  "content": "Ada: I moved to Lyon.", "valid_at": "2024-05-08T13:56:00Z", "created_at": "2024-05-09"}],
    "edges": [{"uuid": "r1", "group_id": "ada", "source_node_uuid": "n1", "target_node_uuid": "n2", "name": "LIVES_IN",
               "fact": "Ada lives in Lyon", "episodes": ["e1"], "valid_at": "2024-05-01T00:00:00Z", "invalid_at": None}],
    "nodes": [{"uuid": "n1", "name": "Ada", "group_id": "ada", "summary": "Moved to Lyon."},
              {"uuid": "n2", "name": "Lyon", "group_id": "ada", "summary": ""}],
}  # fmt: skip
LETTA = {
    "agents": [{"id": "agent-0", "name": "helper", "agent_type": "memgpt_v2_agent", "system": "You are…",
                "in_context_message_ids": ["message-0", "message-1"], "block_ids": ["block-0"], "messages": [
        {"id": "message-0", "role": "system", "content": [{"type": "text", "text": "You are…"}]},
        {"id": "message-1", "role": "user", "created_at": "2024-05-08T13:56:00Z",
         "content": [{"type": "text", "text": json.dumps({"type": "user_message", "message": "I moved to Lyon."})}]},
        {"id": "message-2", "role": "assistant", "created_at": "2024-05-08T13:56:05Z",
         "content": [{"type": "text", "text": "thinking aloud"}], "tool_calls": [{"id": "t", "type": "function",
         "function": {"name": "send_message", "arguments": json.dumps({"message": "How is Lyon?"})}}]},
        {"id": "message-3", "role": "tool", "content": [{"type": "text", "text": "{}"}]},
        {"id": "message-4", "role": "user", "content": json.dumps({"type": "heartbeat", "reason": "x"})}]}],
    "blocks": [{"id": "block-0", "label": "human", "value": "Name: Ada. Has a cat.", "limit": 5000}],
    "archival_memory": [{"id": "p-1", "text": "Ada sails on Sundays.", "created_at": "2024-01-01T00:00:00Z"}],
    "files": [], "sources": [], "tools": [],
}  # fmt: skip
STORE = [
    {"namespace": ["memories", "ada"], "key": "k1", "value": {"text": "Ada lives in Lyon."},
     "created_at": "2024-05-08T13:56:00+00:00", "updated_at": "2024-05-08T13:56:00+00:00"},
    {"namespace": ["memories", "ada"], "key": "k2", "value": {"food": "sesame", "may": False},
     "created_at": "2024-05-08T13:56:00+00:00", "updated_at": "2024-05-08T13:56:00+00:00"},
    {"namespace": ["memories", "ada"], "key": "k3"},
]  # fmt: skip


def langgraph_store(path):
    """The table of SqliteStore, which keeps naive times of UTC."""
    database = apsw.Connection(str(path))
    database.execute(
        "CREATE TABLE store (prefix text NOT NULL, key text NOT NULL, value text NOT NULL, created_at TIMESTAMP,"
        " updated_at TIMESTAMP, expires_at TIMESTAMP, ttl_minutes REAL, PRIMARY KEY (prefix, key))"
    )
    for user_id in ("ada", "bob"):
        value = json.dumps({"kind": "Memory", "content": {"content": f"{user_id} lives in Lyon."}})
        row = (f"memories.{user_id}", "k1", value, "2024-05-08 13:56:00", "2024-05-08 13:56:00", None, None)
        database.execute("INSERT INTO store VALUES (?,?,?,?,?,?,?)", row)
    database.close()
    return path


GRAPH = """{"type":"entity","name":"Ada","entityType":"person","observations":["lives in Lyon","has a cat"]}
{"type":"entity","name":"Acme","entityType":"organisation","observations":[]}
{"type":"relation","from":"Ada","to":"Acme","relationType":"works_at"}
{"type":"entity","name":7}
{broken
"""
