"""The secret of a course, and what follows from it: each learner's token and variant ids."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
from typing import TYPE_CHECKING, Any

from variants.course.stop import Stop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["make_secret", "read_secret", "token", "variant"]

NAME = "course.key"
_FORM = re.compile(r"[0-9a-f]{64}\s*")


def read_secret(folder: Path) -> bytes | None:
    """Read the secret of the course in a folder.

    Parameters
    ----------
    folder : Path
        Where the course file stands.

    Returns
    -------
    bytes or None
        None if the course has no secret yet.

    Raises
    ------
    Stop
        If the file holds something else.
    """
    path = folder / NAME
    if not path.exists():
        return None
    text = path.read_text("ascii", errors="replace")
    if not _FORM.fullmatch(text):
        msg = (
            f"{path} holds no course secret: expected 64 characters 0-9 and a-f. "
            "Put the right file back, or take it away for a new secret and new figures for every learner."
        )
        raise Stop(msg)
    return bytes.fromhex(text.strip())


def make_secret(folder: Path) -> bytes:
    """Make the secret of a course that has none; a secret that stands is never replaced.

    Parameters
    ----------
    folder : Path
        Where the course file stands.

    Returns
    -------
    bytes
        32 bytes; the file ``course.key`` holds them in hex, for its owner alone.
    """
    path, part = folder / NAME, folder / f"{NAME}.{os.getpid()}.part"
    if (found := read_secret(folder)) is not None:
        return found
    with contextlib.suppress(FileNotFoundError):
        part.unlink()
    try:
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="ascii") as text:
            text.write(secrets.token_hex(32) + "\n")
        # A link fails where a file stands, and the secret is whole from its first moment.
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
    made = read_secret(folder)
    if made is None:  # somebody took it away meanwhile
        msg = f"{path} was taken away while it was made. Run the same command again."
        raise Stop(msg)
    return made


def token(secret: bytes, learner: str) -> str:
    """Derive a learner's token; it stands in no finished copy.

    Examples
    --------
    >>> token(bytes(32), "aoi") == token(bytes(32), "aoi") != token(bytes(32), "ben")
    True
    """
    return hmac.digest(secret, f"learner\0{learner}".encode(), "sha256").hex()


def variant(token_: str, lesson: str, values: Mapping[str, Any], own: str) -> str:
    """Name a learner's variant of a lesson.

    Parameters
    ----------
    token_ : str
        The learner's.
    lesson : str
        Name of the lesson.
    values : mapping
        Values of its parameters.
    own : str
        Digest of the tables that stand in for the kit's, "" without any.

    Returns
    -------
    str
        The lesson's name and twelve characters.

    Examples
    --------
    >>> variant("5d41", "03-x", {"year": 2025}, "")
    '03-x-a4a8136a2884'
    """
    text = json.dumps([lesson, sorted(values.items()), own], ensure_ascii=False)
    return f"{lesson}-{hmac.new(token_.encode(), text.encode(), hashlib.sha256).hexdigest()[:12]}"
