"""Which messages in Slack are ours, or began something of ours."""

from sqlalchemy import Column, Exists, Table, bindparam, exists, or_, select

from bot.domain.ids import ChannelId, MessageTs
from storage import schema
from storage.repository import Repository, here


def _stands(table: Table, ts: Column[str | None]) -> Exists:
    return exists().where(here(table), table.c.channel == bindparam("channel"), ts == bindparam("ts"))


_IS_OURS = select(
    or_(
        _stands(schema.notice, schema.notice.c.ts),
        _stands(schema.question, schema.question.c.card_ts),
        _stands(schema.tip, schema.tip.c.card_ts),
        _stands(schema.run, schema.run.c.card_ts),
    )
)


class Standing(Repository):
    """Messages under which what people say may concern us."""

    def is_ours(self, channel: ChannelId, ts: MessageTs) -> bool:
        """Whether a message is one of ours, or a question or tip from before; asked for each reply in any thread."""
        return bool(self._run(_IS_OURS, channel=channel, ts=ts).scalar())
