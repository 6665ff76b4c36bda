"""Bearer tokens: who may write. A token is shown once; its SHA-256 alone is kept.

A plain hash is enough, because a token is 256 random bits and not a word that can be guessed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from symbiograph.errors import BadRequest, NotFound
from symbiograph.writing.database import FILE, connect, connect_existing, transaction

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


@dataclass(frozen=True)
class Token:
    """What is known of a token: its name, when it was made and when it was revoked, in UTC."""

    name: str
    created: str
    revoked: str | None


def create(data_dir: Path, name: str) -> str:
    """Make a token and return it; it cannot be read again.

    Raises :class:`BadRequest` for a name that is taken or cannot be one.
    """
    if not _NAME.fullmatch(name):
        raise BadRequest(f"{name!r} is no name for a token: letters, digits and . _ @ - only.")
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / FILE
    token = secrets.token_hex(32)
    with closing(connect(path)) as database, transaction(database, path):
        if database.execute("SELECT 1 FROM tokens WHERE name = ?", [name]).fetchone():
            raise BadRequest(f"There is a token {name!r} already; names are not used again.")
        database.execute("INSERT INTO tokens VALUES (?, ?, ?, NULL)", [name, _hash(token), now()])
    return token


def revoke(data_dir: Path, name: str) -> None:
    """End a token; raises :class:`NotFound` where there is none in force of this name."""
    path = data_dir / FILE
    database = connect_existing(path)
    if database is not None:
        with closing(database), transaction(database, path):
            done = database.execute(
                "UPDATE tokens SET revoked = ? WHERE name = ? AND revoked IS NULL", [now(), name]
            )
        if done.rowcount:
            return
    raise NotFound(f"No token {name!r} is in force.")


def tokens(data_dir: Path) -> list[Token]:
    """Return all tokens there have been, the oldest first."""
    database = connect_existing(data_dir / FILE)
    if database is None:
        return []
    with closing(database):
        rows = database.execute("SELECT name, created, revoked FROM tokens ORDER BY created, name")
        return [Token(*row) for row in rows]


def exists(data_dir: Path) -> bool:
    """Tell whether a token is in force."""
    return any(token.revoked is None for token in tokens(data_dir))


def holder(data_dir: Path, token: str) -> str | None:
    """Return the name of the token in force that ``token`` is, or ``None``.

    Takes as long for every token, so that nothing can be learnt from the time it takes.
    """
    database = connect_existing(data_dir / FILE)
    if database is None:
        return None
    with closing(database):
        rows = database.execute("SELECT name, hash FROM tokens WHERE revoked IS NULL").fetchall()
    given = _hash(token)
    found = [name for name, kept in rows if hmac.compare_digest(kept, given)]
    return found[0] if found else None


def now() -> str:
    """Return the time in UTC, as it is written down."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
