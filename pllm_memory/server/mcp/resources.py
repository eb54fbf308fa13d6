"""What can be read under a URI, and the prompts that a person can start from."""

from pllm_memory.agents.pages import page
from pllm_memory.errors import NotFound
from pllm_memory.memory import AsyncMemory
from pllm_memory.prompts import render
from pllm_memory.server.mcp.offers import Asked, Shown, pretty
from pllm_memory.server.mcp.reference import KEPT_AS, load
from pllm_memory.types import Scope

_RECENT = 20
_JSON = "application/json"


def resources(memory: AsyncMemory, *, reference: bool = False) -> list[Shown]:
    """The profile, the facts, what was said last, and any one message."""

    async def profile(user_id: str, _: str) -> str:
        found = await memory.for_user(user_id).profile()
        return render("profile", None, "", profile=found)[0]["content"] or "Nothing is known about this person."

    async def facts(user_id: str, _: str) -> str:
        return pretty([fact.to_dict() for fact in await memory.for_user(user_id).facts()])

    async def recent(user_id: str, _: str) -> str:
        found = await page(memory.store, Scope(user_id), slice(-_RECENT, None))
        return pretty([message.to_dict() for message in found.messages])

    async def message(user_id: str, id_: str) -> str:
        found = await memory.store.messages(Scope(user_id), ids=[id_])
        if not found:
            raise NotFound(f"there is no memory {id_}")
        return pretty(found[0].to_dict())

    async def graph(user_id: str, _: str) -> str:
        return pretty((await load(memory, user_id)).to_dict())

    shown = [
        Shown(uri="memory://profile", name="profile", mime_type="text/plain", read=profile,
              description="The short picture of this user, fenced as data for a prompt."),
        Shown(uri="memory://facts", name="facts", mime_type=_JSON, read=facts,
              description="What is true now by what this user said, with times and evidence."),
        Shown(uri="memory://recent", name="recent", mime_type=_JSON, read=recent,
              description=f"The last {_RECENT} messages that are remembered."),
        Shown(uri="memory://message/{id}", name="message", mime_type=_JSON, read=message,
              description="One remembered message, by its id."),
    ]  # fmt: skip
    if reference:
        whole = "The full knowledge graph with all entities and relations"
        shown.append(Shown(uri=f"memory://{KEPT_AS}", name=KEPT_AS, description=whole, mime_type=_JSON, read=graph))
    return shown


def prompts(memory: AsyncMemory) -> list[Asked]:
    """A question with what is remembered about it, and a look at what is known."""

    async def personalize(user_id: str, question: str) -> list[dict[str, str]]:
        return await memory.for_user(user_id).prompt(question)

    async def about_me(user_id: str, _: str) -> list[dict[str, str]]:
        return await memory.for_user(user_id).prompt(
            "Tell me in plain words what you know about me, and ask me whether it is still right.", template="profile"
        )

    return [
        Asked(
            name="personalize",
            description="A question, with what is remembered of this user about it.",
            argument="question",
            meaning="What to ask.",
            write=personalize,
        ),
        Asked(name="about_me", description="What is known of this user, for them to check.", write=about_me),
    ]
