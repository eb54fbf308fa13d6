"""Counts effects: how often each reading and each vector was really written, whoever did it, in either store."""

from collections import Counter

import apsw


def begin(place):
    """From here on every write is counted; of a folder, in the files that are there."""
    if isinstance(place, str):
        import psycopg

        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS public.audit (what text, user_id text, seq bigint)")
            connection.execute(
                "CREATE OR REPLACE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ "
                "BEGIN INSERT INTO public.audit VALUES (coalesce(to_jsonb(NEW) ->> 'extractor', 'vector'), "
                "NEW.user_id, NEW.seq); RETURN NULL; END $$"
            )
            for table in ("reading", "vector"):
                connection.execute(
                    f"CREATE OR REPLACE TRIGGER note AFTER INSERT OR UPDATE ON pllm.{table} "
                    f"FOR EACH ROW EXECUTE FUNCTION public.note()"
                )
        return
    for path in place.glob("??/*.db"):
        with_file(path, "CREATE TABLE IF NOT EXISTS audit (what TEXT, seq INTEGER)")
        for table, what in (("reading", "NEW.extractor"), ("vector", "'vector'")):
            for event in ("INSERT", "UPDATE"):
                with_file(
                    path,
                    f"CREATE TRIGGER IF NOT EXISTS note_{table}_{event} AFTER {event} ON {table} "
                    f"BEGIN INSERT INTO audit VALUES ({what}, NEW.seq); END",
                )


def written(place):
    """How often each was written: (what, whose, row number) → times."""
    if isinstance(place, str):
        import psycopg

        with psycopg.connect(place) as connection:
            return Counter(connection.execute("SELECT what, user_id, seq FROM public.audit").fetchall())
    return Counter(
        (what, path.name, seq) for path in place.glob("??/*.db") for what, seq in with_file(path, "SELECT * FROM audit")
    )


def with_file(path, sql):
    connection = apsw.Connection(str(path))
    connection.set_busy_timeout(30_000)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()
