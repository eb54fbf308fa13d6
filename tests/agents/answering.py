"""A backend whose answer is what it was shown."""


class Repeats:
    async def reply(self, messages, *, user, adapter=None, sampling=None):
        for message in messages:
            yield f"{message['content']}\n"

    async def aclose(self):
        pass
