"""The manifest: valid for Slack, and in agreement with the code, both ways."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.clock import SystemClock
from bot.domain.ids import WorkspaceId
from bot.domain.rules import Rules
from bot.features import new_table, new_use_cases
from bot.messages.usage import all_commands
from bot.services.rules import WorkspaceRules
from bot.slack.directory import SlackDirectory
from bot.slack.gateway import Gateway
from bot.slack.scopes import OPTIONAL, REQUIRED
from handlers.table import Table
from storage.store import open_store
from tests.conftest import MANIFEST

SCHEMA = MANIFEST.parent.parent / "shared" / "manifest.schema.json"
REASONED = re.compile(r"^ +- [\w:.]+ +# \S")
"""A line of a list with its reason behind it."""


class NoGateways:
    """No workspace is served."""

    async def of(self, _workspace: WorkspaceId) -> None:
        """Nothing."""

    async def is_replaced(self, _workspace: WorkspaceId, _gateway: Gateway) -> bool:
        """Nothing is."""
        return False


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    """The table of handlers, as the program fills it."""
    store, clock = open_store(f"sqlite:///{tmp_path / 'unused.db'}"), SystemClock()
    yield new_table(new_use_cases(store, clock, WorkspaceRules(Rules()), SlackDirectory(NoGateways(), clock)), clock)
    await store.close()


def test_slack_accepts_it(manifest: dict[str, Any]) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"no {SCHEMA}: the schema lies beside the repository, not in it")
    problems = Draft7Validator(json.loads(SCHEMA.read_text())).iter_errors(manifest)
    assert [f"{problem.json_path}: {problem.message}" for problem in problems] == []


def test_the_schema_would_tell(manifest: dict[str, Any]) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"no {SCHEMA}: the schema lies beside the repository, not in it")
    wrong = manifest | {"display_information": {"name": "x" * 100}}
    assert list(Draft7Validator(json.loads(SCHEMA.read_text())).iter_errors(wrong))


def test_its_commands_are_those_handled(manifest: dict[str, Any], table: Table) -> None:
    declared = {each["command"] for each in manifest["features"]["slash_commands"]}
    assert declared == set(table.commands)


def test_each_command_is_explained(manifest: dict[str, Any]) -> None:
    told = str(all_commands().blocks)
    assert [each["command"] for each in manifest["features"]["slash_commands"] if each["command"] not in told] == []


def test_its_shortcuts_are_those_handled(manifest: dict[str, Any], table: Table) -> None:
    declared = {each["callback_id"]: each["type"] for each in manifest["features"]["shortcuts"]}
    assert set(declared) == set(table.shortcuts)
    assert {each for each, kind in declared.items() if kind == "global"} == {
        "question.ask",
        "tip.share",
        "knowledge.find",
    }


def test_its_events_are_those_handled(manifest: dict[str, Any], table: Table) -> None:
    declared = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {"message" if each.startswith("message.") else each for each in declared} == set(table.events)


def test_its_scopes_are_those_of_the_code(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == set(REQUIRED) | set(OPTIONAL)
    assert set(scopes["bot_optional"]) == set(OPTIONAL)
    assert not set(REQUIRED) & set(OPTIONAL)
    assert len(scopes["bot"]) == len(set(scopes["bot"]))


@pytest.mark.parametrize("section", ["bot", "bot_events"])
def test_each_scope_and_event_has_its_reason(section: str) -> None:
    _, _, behind = MANIFEST.read_text().partition(f" {section}:\n")
    lines = behind.splitlines()
    listed = lines[: next(number for number, line in enumerate(lines) if not line.lstrip().startswith("-"))]
    assert len(listed) > 5
    assert [line.strip() for line in listed if not REASONED.match(line)] == []


def test_the_app_asks_for_no_more_than_its_own_words(manifest: dict[str, Any]) -> None:
    assert "user" not in manifest["oauth_config"]["scopes"]
    assert all(each["should_escape"] is False for each in manifest["features"]["slash_commands"])
