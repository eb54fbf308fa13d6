"""What a fork does not take along: threads, and the locks of open files."""

import os

from pllm_memory.errors import StoreError


class Home:
    """The process in which something was first used, and in which alone it can be.

    A process that is forked has the memory of its parent, but none of its threads: who waits for one waits for ever.
    And SQLite may not be used across a fork: the log would be written by two who know nothing of each other.
    """

    def __init__(self) -> None:
        self._process: int | None = None

    def check(self) -> None:
        """Refuses to go on in another process.

        Raises:
            StoreError: If it was first used in another one.
        """
        here = os.getpid()
        if self._process is None:
            self._process = here
        elif self._process != here:
            raise StoreError(
                f"this memory was used in process {self._process} before it forked into this one, {here}; "
                f"open a new one in each process"
            )
