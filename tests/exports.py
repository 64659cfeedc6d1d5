"""Making Slack exports: what was said, as Slack packs it."""

import json
import zipfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def message(ts: str, user: str, text: str, *, thread: str | None = None, **more: Any) -> Json:
    """A message, in a thread if one is named; ``reactions`` are told as {emoji: people}."""
    given = more.pop("reactions", {})
    reactions = [{"name": name, "users": users, "count": len(users)} for name, users in given.items()]
    told = {"type": "message", "ts": ts, "user": user, "text": text, "thread_ts": thread or ts}
    return told | {"reactions": reactions} | more


def write_export(
    path: Path, said: dict[str, list[Json]], *, channels: dict[str, str], private: dict[str, str] | None = None
) -> Path:
    """Write an export: what was said by channel name, and the ids of the channels by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, these in (("channels.json", channels), ("groups.json", private or {})):
            archive.writestr(file, json.dumps([{"id": id_, "name": name} for name, id_ in these.items()]))
        for name, messages in said.items():
            days: dict[str, list[Json]] = defaultdict(list)
            for each in messages:
                days[_day(each["ts"])].append(each)
            for day, of_day in days.items():
                archive.writestr(f"{name}/{day}.json", json.dumps(of_day))
    return path


def _day(ts: str) -> str:
    """The file of a day; what has no time lies about in some file, too."""
    return f"{datetime.fromtimestamp(float(ts), UTC):%Y-%m-%d}" if ts[0].isdigit() else "2025-12-02"
