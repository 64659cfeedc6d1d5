"""Files: announced, uploaded to an address of their own, and shared once."""

import secrets
from dataclasses import dataclass, field

from bot.sandbox.identity import Identity
from bot.sandbox.messages import Json
from bot.sandbox.world import World

KINDS = {"zip": ("application/zip", "Zip"), "txt": ("text/plain", "Plain Text"), "csv": ("text/csv", "CSV")}


@dataclass(slots=True)
class File:
    """A file as the sandbox keeps it; `data` is None until it was uploaded."""

    id: str
    name: str
    length: int
    created: int
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    title: str = ""
    data: bytes | None = None
    is_shared: bool = False


class Files:
    """What the app announced, by id; the address of an upload is a secret, as in Slack."""

    def __init__(self, world: World, identity: Identity) -> None:
        self._world = world
        self._identity = identity
        self._files: dict[str, File] = {}

    def announce(self, name: str, length: int) -> File:
        """A place for a file of that length."""
        file = File(self._world.next_id("F"), name, length, self._world.seconds(), title=name)
        self._files[file.id] = file
        return file

    def get(self, id_: str) -> File | None:
        """A file that was announced."""
        return self._files.get(id_)

    def awaited(self, ticket: str) -> File | None:
        """The file whose upload an address takes."""
        return next((file for file in self._files.values() if secrets.compare_digest(file.ticket, ticket)), None)

    def upload_url(self, file: File) -> str:
        """Where a file is uploaded."""
        return f"{self._identity.url}/upload/v1/{file.ticket}"

    def wire(self, file: File) -> Json:
        """A file as messages carry it."""
        ending = file.name.rpartition(".")[2].lower()
        mimetype, pretty = KINDS.get(ending, ("application/octet-stream", "Binary"))
        address = f"{self._identity.url}/files/{file.id}/{file.name}"
        return {
            "id": file.id, "created": file.created, "timestamp": file.created, "name": file.name,
            "title": file.title, "mimetype": mimetype, "filetype": ending, "pretty_type": pretty,
            "user": self._identity.bot_user_id, "size": file.length, "mode": "hosted", "is_external": False,
            "is_public": False, "url_private": address, "url_private_download": address, "permalink": address,
        }  # fmt: skip
