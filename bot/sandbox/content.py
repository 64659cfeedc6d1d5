"""What the app wants to say, checked as Slack checks it."""

import json
from dataclasses import dataclass
from typing import Any

from bot.sandbox import blocks
from bot.sandbox.arguments import Args
from bot.sandbox.blocks.surfaces import (
    LONGEST_BLOCKS,
    LONGEST_FALLBACK,
    LONGEST_MARKDOWN,
    LONGEST_TEXT,
    text_length,
)
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Json
from bot.sandbox.world import World

MOST_ATTACHMENTS = 100
LARGEST_METADATA = 16_000  # bytes; Slack documents the error, not the number


@dataclass(frozen=True, slots=True)
class Content:
    """A message's words."""

    text: str
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None


def read(args: Args, world: World) -> Content:
    """The content of chat.postMessage and its like; ApiError for what Slack refuses."""
    shown = _blocks(args)
    attachments = args.structure("attachments", "invalid_attachments")
    markdown = args.text("markdown_text")
    text = args.text("text")
    if markdown and (text or shown):
        raise ApiError("markdown_text_conflict")
    if len(markdown) > LONGEST_MARKDOWN:
        raise ApiError("msg_too_long")
    text = text or markdown
    if not text.strip() and not shown and not attachments:
        raise ApiError("no_text")
    if len(text) > (LONGEST_FALLBACK if shown else max(LONGEST_TEXT, len(markdown))):
        raise ApiError("msg_too_long")
    return Content(text, world.named(shown) if shown else None, _attachments(attachments), _metadata(args))


def _blocks(args: Args) -> list[Json] | None:
    shown = args.structure("blocks", "invalid_blocks_format")
    if shown in (None, "", []):
        return None
    if not isinstance(shown, list):
        raise ApiError("invalid_blocks_format")
    if text_length(shown) > LONGEST_BLOCKS:
        raise ApiError("msg_blocks_too_long")
    if wrong := blocks.problems("message", {"blocks": shown}):
        raise ApiError.at("invalid_blocks", wrong)
    return shown


def _attachments(given: Any) -> list[Json] | None:
    if not given:
        return None
    if not isinstance(given, list):
        raise ApiError("invalid_attachments")
    if len(given) > MOST_ATTACHMENTS:
        raise ApiError("too_many_attachments")
    for number, attachment in enumerate(given):
        wrong = blocks.problems("message", {"blocks": attachment.get("blocks", [])})
        if wrong:
            raise ApiError.at("invalid_blocks", [f"{text} [attachment {number}]" for text in wrong])
    return given


def _metadata(args: Args) -> Json | None:
    metadata = args.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise ApiError("invalid_metadata_format")
    payload = metadata.get("event_payload")
    if not isinstance(payload, dict) or not all(_fits(value) for value in payload.values()):
        raise ApiError("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > LARGEST_METADATA:
        raise ApiError("metadata_too_large")
    return metadata


def _fits(value: Any) -> bool:
    """Strings, numbers, booleans; one level of objects or lists of these."""
    if isinstance(value, list):
        return all(_scalar(item) or _flat(item) for item in value)
    return _scalar(value) or _flat(value)


def _flat(value: Any) -> bool:
    return isinstance(value, dict) and all(_scalar(item) for item in value.values())


def _scalar(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)
