"""`pllm-memory init`: a database made ready for many users."""

from dataclasses import asdict

from pllm_memory.cli import show
from pllm_memory.config import Settings
from pllm_memory.errors import ConfigError, MissingExtra


async def run(
    url: str, app_password: str | None, partitions: int | None, dimensions: list[int] | None, json: bool
) -> None:
    """Prints what there is now, and what to do next."""
    if not Settings(url=url).is_postgres:
        raise ConfigError("init is for Postgres: postgresql://ADMIN@HOST/DATABASE; a folder of SQLite files needs none")
    try:
        from pllm_memory.stores.postgres.setup import APP_ROLE, init
    except ImportError as error:
        raise MissingExtra("a memory in Postgres", extra="postgres") from error
    done = await init(url, password=app_password, partitions=partitions, dimensions=dimensions or (384,))
    log_in = "" if done.can_log_in else f"; {APP_ROLE} cannot log in yet: repeat this with PLLM_APP_PASSWORD set"
    parts = f", {done.partitions} partitions" if done.partitions else ""
    text = (
        f"schema version {done.version} in database {done.database}{parts}, {done.applied} migrations applied{log_in}"
    )
    show.line(text, asdict(done), json)
