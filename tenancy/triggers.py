"""Triggers the tables carry: history for what people edit, and frozen rows that refuse change.

A model says ``history = Tracked(...)`` or ``frozen = True`` (with ``goes_with_its_owner = True`` its rows may be
deleted, as when an import is undone; whatever refers to them still holds them); after each migrate the triggers are
made again, so a new column needs no thought. They run as the role that writes, inside its row-level security.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connections, models

FUNCTIONS = """
CREATE OR REPLACE FUNCTION record_change() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_variable -- a table may have a column of that name
DECLARE
    hidden text[] := TG_ARGV[0]::text[];
    who bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
    origin text := coalesce(current_setting('app.source', true), '');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO tenancy_change (company_id, noun, row_id, operation, at, actor_id, source)
        SELECT company_id, TG_TABLE_NAME, id, 'created', now(), who, origin FROM new_rows;
    ELSE
        INSERT INTO tenancy_change (company_id, noun, row_id, operation, before, at, actor_id, source)
        SELECT company_id, TG_TABLE_NAME, id, 'deleted', to_jsonb(o) - hidden, now(), who, origin FROM old_rows o;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = (
        SELECT r.rolname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE c.oid = TG_RELID
    ) THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'A row of % is frozen: it cannot be changed or deleted.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

# One for each table, which compares the columns by name: rows that changed in hidden columns only (a night moves the
# last day of thousands of contracts) are passed over before anything is turned into JSON.
UPDATED = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
    hidden text[] := TG_ARGV[0]::text[];
    who bigint := nullif(current_setting('app.actor_id', true), '')::bigint;
    origin text := coalesce(current_setting('app.source', true), '');
BEGIN
    INSERT INTO tenancy_change (company_id, noun, row_id, operation, before, after, at, actor_id, source)
    SELECT n.company_id, TG_TABLE_NAME, n.id, 'changed', d.before, d.after, now(), who, origin
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(x.key, x.value) AS before, jsonb_object_agg(x.key, y.value) AS after
        FROM jsonb_each(to_jsonb(o) - hidden) x JOIN jsonb_each(to_jsonb(n) - hidden) y ON x.key = y.key
        WHERE x.value IS DISTINCT FROM y.value
    ) d
    WHERE ({old}) IS DISTINCT FROM ({new}) AND d.before IS NOT NULL;
    RETURN NULL;
END $$;
"""

# The product's role owns no table and so may not ANALYZE; after an import the planner would guess for a minute and
# take nested loops over whole companies. Only tables that changed by a tenth are read.
STATISTICS = """
CREATE OR REPLACE FUNCTION refresh_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    stale regclass;
BEGIN
    FOR stale IN
        SELECT s.relid FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
        WHERE s.schemaname = 'public' AND s.n_mod_since_analyze > 500 + 0.1 * greatest(c.reltuples, 0)
          AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    LOOP
        EXECUTE 'ANALYZE (SKIP_LOCKED) ' || stale;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION refresh_statistics() FROM PUBLIC;

-- Inside one large transaction, whose rows nobody else has counted yet: two imports at once wait for each other here,
-- for a table stays locked against a second reading until its reader's transaction ends, and a plan made for an empty
-- company costs more than the wait.
CREATE OR REPLACE FUNCTION refresh_statistics(tables text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public SET lock_timeout = '2min' AS $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY tables LOOP
        BEGIN
            EXECUTE format('ANALYZE public.%I', one);
        EXCEPTION WHEN lock_not_available THEN
            NULL;
        END;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION refresh_statistics(text[]) FROM PUBLIC;
"""

# History is frozen for the product's role; this alone lets it go, and only the acting company's own: whole rows of
# things that are gone for good, or some columns of what a person may ask to be forgotten.
FORGETTING = """
CREATE OR REPLACE FUNCTION forget_history(nouns text[], ids bigint[], columns text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF columns IS NULL THEN
        DELETE FROM tenancy_change c USING unnest(nouns, ids) AS f(noun, id)
        WHERE c.company_id = current_setting('app.company_id')::bigint AND c.noun = f.noun AND c.row_id = f.id;
    ELSE
        UPDATE tenancy_change c SET before = c.before - columns, after = c.after - columns
        FROM unnest(nouns, ids) AS f(noun, id)
        WHERE c.company_id = current_setting('app.company_id')::bigint AND c.noun = f.noun AND c.row_id = f.id;
    END IF;
END $$;
REVOKE ALL ON FUNCTION forget_history(text[], bigint[], text[]) FROM PUBLIC;
"""


# Frozen rows of a person who was erased go when no law keeps them any longer; of nobody else, and never the answer that
# was given her. Rows that name a customer must name an erased one; of the others the keys that point at them decide.
ERASING = """
CREATE OR REPLACE FUNCTION erase_frozen(noun text, ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    acting bigint := current_setting('app.company_id')::bigint;
    named text := '';
BEGIN
    IF NOT EXISTS (SELECT FROM customers_customer c WHERE c.company_id = acting AND c.set_aside = 'erased')
       OR noun IN ('customers_privacyanswer', 'tenancy_change') THEN
        RAISE EXCEPTION 'A row of % is frozen: it cannot be changed or deleted.', noun
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = format('public.%I', noun)::regclass
               AND a.attname = 'customer_id' AND NOT a.attisdropped) THEN
        named := ' AND EXISTS (SELECT FROM customers_customer c '
              || 'WHERE c.id = t.customer_id AND c.set_aside = ''erased'')';
    END IF;
    EXECUTE format('DELETE FROM public.%I t WHERE t.company_id = $1 AND t.id = ANY($2)', noun) || named
        USING acting, ids;
END $$;
REVOKE ALL ON FUNCTION erase_frozen(text, bigint[]) FROM PUBLIC;

-- Nothing new is made for somebody who was erased, not even by a page that was opened before: the key share lock waits
-- for an erasure under way and then sees it.
CREATE OR REPLACE FUNCTION refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    target bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
    state text;
BEGIN
    IF target IS NULL OR (TG_OP = 'UPDATE' AND (to_jsonb(OLD) ->> TG_ARGV[0])::bigint = target) THEN
        RETURN NEW;
    END IF;
    SELECT c.set_aside INTO state FROM customers_customer c WHERE c.id = target FOR KEY SHARE;
    IF state = 'erased' THEN
        RAISE EXCEPTION 'Customer % was erased.', target USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$;
"""


@dataclass(frozen=True, slots=True)
class Tracked:
    """Keep every change of the model's rows; ``hidden`` columns (private, bulky) stay out of the history.

    ``rights`` names columns whose changes are shown only to those with a right: ``{"annual_fee": "fees.view"}``.
    """

    hidden: tuple[str, ...] = field(default=())
    rights: Mapping[str, str] = field(default_factory=dict)


def tracked_models() -> list[type[models.Model]]:
    """Models whose changes are kept."""
    return [model for model in apps.get_models() if isinstance(getattr(model, "history", None), Tracked)]


def frozen_models() -> list[type[models.Model]]:
    """Models whose rows are never changed."""
    return [model for model in apps.get_models() if getattr(model, "frozen", False)]


def install(using: str = "migrator") -> None:
    """Make all functions and triggers; safe to repeat."""
    with connections[using].cursor() as cursor:
        cursor.execute(FUNCTIONS)
        cursor.execute(STATISTICS)
        cursor.execute(FORGETTING)
        cursor.execute(ERASING)
        cursor.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN "
            "GRANT EXECUTE ON FUNCTION refresh_statistics(), refresh_statistics(text[]), "
            "forget_history(text[], bigint[], text[]), erase_frozen(text, bigint[]) TO app; END IF; END $$"
        )
        for model in tracked_models():
            _track(cursor, model)
        for model in frozen_models():
            table = model._meta.db_table
            refused = "UPDATE" if getattr(model, "goes_with_its_owner", False) else "UPDATE OR DELETE"
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER frozen BEFORE {refused} ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )

        for model, column in closed_to_erased():
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER "erased_{column}" BEFORE INSERT OR UPDATE OF "{column}" '
                f"ON \"{model._meta.db_table}\" FOR EACH ROW EXECUTE FUNCTION refuse_erased('{column}')"
            )


def closed_to_erased() -> list[tuple[type[models.Model], str]]:
    """The columns that point at a model whose rows can be erased (``erasable = True``), but those of its own record."""
    return [
        (model, str(column.column))
        for model in apps.get_models()
        if not getattr(model, "records_erasure", False)
        for column in model._meta.local_fields
        if getattr(column, "owned_key", False) and getattr(column.related_model, "erasable", False)
    ]


def _track(cursor: Any, model: type[models.Model]) -> None:
    table = model._meta.db_table
    hidden = ("id", "company_id", *model.history.hidden)  # type: ignore[attr-defined]
    kept = [field.column for field in model._meta.concrete_fields if field.column not in hidden]
    updated = f"record_change_{table}"[:63]
    cursor.execute(
        UPDATED.format(
            function=updated,
            old=", ".join(f'o."{column}"' for column in kept),
            new=", ".join(f'n."{column}"' for column in kept),
        )
    )
    for operation, tables, function in (
        ("INSERT", "NEW TABLE AS new_rows", "record_change"),
        ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows", updated),
        ("DELETE", "OLD TABLE AS old_rows", "record_change"),
    ):
        cursor.execute(
            f'CREATE OR REPLACE TRIGGER history_{operation.lower()} AFTER {operation} ON "{table}" '
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {function}('{{{','.join(hidden)}}}')"
        )
