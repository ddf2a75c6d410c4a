"""Files that were sent: each has an id, a path to fetch it and its bytes."""

from __future__ import annotations

import base64
import json
import mimetypes
from pathlib import PurePosixPath
from typing import Any

from bot.simulator.calls import Upload
from bot.simulator.images import picture_size, picture_type
from bot.simulator.limits import PHOTO, UPLOAD
from bot.simulator.problems import Json, Problem, bad
from bot.simulator.store import Store

_LONGEST_SIDES = 10_000
"""Pixels, width and height together, of a photo."""


class Files:
    """Sent photos and documents."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_photo(self, upload: Upload) -> list[Json]:
        """A new photo, as ``Message.photo``: one size only. Raises Problem 400, 413."""
        size = picture_size(upload.content)
        if len(upload.content) > PHOTO:
            raise Problem(413, "Request Entity Too Large")
        if size is None:
            raise bad("IMAGE_PROCESS_FAILED")
        if sum(size) > _LONGEST_SIDES or max(size) > 20 * min(size):
            raise bad("PHOTO_INVALID_DIMENSIONS")
        suffix = ".png" if picture_type(upload.content) == "image/png" else ".jpg"
        meta = {"width": size[0], "height": size[1], "file_size": len(upload.content)}
        return [self._add("photo", f"photos/file_{{}}{suffix}", meta, upload.content)]

    def add_document(self, upload: Upload) -> Json:
        """A new document, as ``Message.document``. Raises Problem 400, 413."""
        if not upload.content:
            raise bad("file must be non-empty")
        if len(upload.content) > UPLOAD:
            raise Problem(413, "Request Entity Too Large")
        kind = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        meta = {"file_name": upload.name, "mime_type": kind, "file_size": len(upload.content)}
        suffix = PurePosixPath(upload.name).suffix
        return self._add("document", f"documents/file_{{}}{suffix}", meta, upload.content)

    def _add(self, kind: str, path: str, meta: Json, content: bytes) -> Json:
        number = self._store.next("file")
        unique = _opaque(f"{kind[0]}{number:08d}")
        file = {"file_id": _opaque(f"sim {kind} {number:012d}"), "file_unique_id": unique, **meta}
        data = json.dumps(file | {"kind": kind})
        self._store.run(
            "INSERT INTO files VALUES (?, ?, ?, ?)", file["file_id"], path.format(number), data, content
        )
        return file

    def sent(self, kind: str, file_id: str) -> Any:
        """A file that was sent before, as the message shows it. Raises Problem 400."""
        row = self._store.row("SELECT data FROM files WHERE id = ?", file_id)
        if row is None:
            raise bad("wrong file identifier/HTTP URL specified")
        file = json.loads(row[0])
        if (was := file.pop("kind")) != kind:
            raise bad(f"can't use file of type {was.capitalize()} as {kind.capitalize()}")
        return [file] if kind == "photo" else file

    def described(self, file_id: str) -> tuple[Json, str, bytes] | None:
        """What is known about a file, its path and bytes."""
        row = self._store.row("SELECT data, path, content FROM files WHERE id = ?", file_id)
        return None if row is None else (json.loads(row[0]), row[1], row[2])

    def fetched(self, path: str) -> bytes | None:
        """The bytes at a path that ``getFile`` named."""
        row = self._store.row("SELECT content FROM files WHERE path = ?", path)
        return None if row is None else bytes(row[0])


def _opaque(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
