"""What is encrypted at rest: Slack's tokens, by keys that only the settings have."""

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class Locked(Exception):  # noqa: N818 - nothing is broken, the right key is missing
    """None of the keys fits; says nothing of what was to be read."""


class Vault:
    """Encrypts with the first of its keys, and reads what any of them encrypted (Fernet: AES-128-CBC with HMAC-SHA256).

    So a key is replaced by putting the new one in front, and the old one may go once everything was encrypted anew.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises ValueError unless each key is 32 bytes in URL-safe base64."""
        self._first = Fernet(keys[0])
        self._all = MultiFernet([Fernet(key) for key in keys])

    def lock(self, text: str) -> str:
        """Return the text encrypted."""
        return self._first.encrypt(text.encode()).decode()

    def unlock(self, locked: str) -> str:
        """Return the text again; raises Locked."""
        try:
            return self._all.decrypt(locked).decode()
        except InvalidToken:
            raise Locked from None

    def renew(self, locked: str) -> str:
        """Return the same encrypted with the first key; as it is if that encrypted it. Raises Locked."""
        try:
            self._first.decrypt(locked)
        except InvalidToken:
            return self.lock(self.unlock(locked))
        return locked


class Encrypted(TypeDecorator[str]):
    """Text that the database never sees."""

    impl = Text
    cache_ok = True

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self.vault = vault

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Encrypt."""
        return None if value is None else self.vault.lock(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - likewise
        """Decrypt; raises Locked."""
        return None if value is None else self.vault.unlock(value)


def new_key() -> str:
    """A key that nobody else has."""
    return Fernet.generate_key().decode()
