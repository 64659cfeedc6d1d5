"""The file with all that is kept of a person: a zip, made as late as any message."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import partial

from bot.domain.ids import PersonId
from bot.domain.learning_record import Export
from bot.domain.notices import Notice
from bot.messages import export as words
from bot.messages import my_data
from bot.outbox.composed import Composed, Upload
from bot.services.my_data import MyData


class Exports:
    """The composer of exports, which has to ask what the person may see."""

    def __init__(self, my_data: MyData) -> None:
        self._my_data = my_data

    async def compose(self, notice: Notice) -> Composed:
        """All that is kept of somebody now, under a name that no other request of theirs has."""
        export = await self._my_data.export(notice.workspace, PersonId(notice.recipient))
        begun = notice.first_sent_at or export.at
        name = f"knowhow-{begun:%Y-%m-%d}-{notice.wanted}.zip"
        return Upload(name, partial(zipped, export), my_data.exported())


def zipped(export: Export) -> bytes:
    """The file: what machines read, what people read, and what is what."""
    files = {
        "README.md": words.readme(export),
        "my-learning.md": words.told(export),
        "data.json": json.dumps(_data(export), ensure_ascii=False, indent=1, default=_written),
    }
    return _zip(files, export.at)


def _data(export: Export) -> Mapping[str, object]:
    return {"person": export.person, "exported_at": export.at, **export.parts}


def _zip(files: Mapping[str, str], at: datetime) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return kept.getvalue()


def _written(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is nothing that is kept of a person")
