"""Point 6: start from what exists, without a word to anybody."""

import asyncio
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.exports import message, write_export
from tests.workspace import Seen, Workspace, plain, shown

ASKED, REPLIED, THANKED = "1764583200.000100", "1764586800.000200", "1764590400.000300"  # 1 December 2025
ROTATE = "How do we rotate the terraform signing keys?"
HOW = "Run the rotate workflow, then restart the gateway."
HELP = {"help": "C0HELP"}
A_THREAD = [
    message(ASKED, "U0LINUS", ROTATE),
    message(
        REPLIED,
        "U0GRACE",
        HOW,
        thread=ASKED,
        reactions={"+1::skin-tone-2": ["U0ALAN"], "white_check_mark": ["U0LINUS"]},
    ),
    message(THANKED, "U0LINUS", "Thanks, that was it!", thread=ASKED),
]


@pytest.fixture
def knowhow(monkeypatch: pytest.MonkeyPatch, clean_database_url: str) -> Callable[..., "asyncio.Future[Result]"]:
    """The command line, on the workspace's database."""
    monkeypatch.setenv("DATABASE_URL", clean_database_url)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: object) -> "asyncio.Future[Result]":
        work = asyncio.to_thread(CliRunner().invoke, app, [str(each) for each in words])
        return asyncio.ensure_future(work)

    return run


Run = Callable[..., "asyncio.Future[Result]"]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write_export(tmp_path / "export.zip", {"help": A_THREAD}, channels=HELP)


async def finds(ws: Workspace, words: str, who: str = "ada") -> Seen:
    outcome = await getattr(ws, who).command("/find-answer", words)
    assert outcome.reply is not None
    return Seen(getattr(ws, who), outcome.reply)


async def test_a_thread_becomes_a_question_with_its_answer_marks_and_evidence(
    ws: Workspace, knowhow: Run, export: Path
) -> None:
    await ws.alan.knows("terraform")
    result = await knowhow("import", "slack-export", export)
    assert result.exit_code == 0, result.output
    assert "Took 1 questions and 1 answers" in result.output
    assert "a reply by the asker" in result.output

    found = await finds(ws, "rotate terraform keys")
    assert "Accepted answer by" in found.text
    assert "useful to 1 person" in found.text
    assert REPLIED.replace(".", "") in found.text
    people = await ws.ada.command("/find-expert", "terraform")
    assert people.reply is not None
    assert "1 accepted answer and marked useful 1 time on *terraform*, last in December 2025" in shown(people.reply)


async def test_nobody_ever_hears_of_it(ws: Workspace, knowhow: Run, export: Path) -> None:
    assert (await knowhow("import", "slack-export", export)).exit_code == 0
    posts = len(ws.calls("chat.postMessage"))
    await ws.tick(days=20)
    assert len(ws.calls("chat.postMessage")) == posts


async def test_again_it_takes_nothing_and_a_new_reply_is_added(
    ws: Workspace, knowhow: Run, export: Path, tmp_path: Path
) -> None:
    await knowhow("import", "slack-export", export)
    assert (
        "Took 0 questions and 0 answers; 1 questions brought nothing new"
        in (await knowhow("import", "slack-export", export)).output
    )
    more = [*A_THREAD, message("1764600000.000400", "U0KATH", "Restart the gateway twice, mind you.", thread=ASKED)]
    later = write_export(tmp_path / "later.zip", {"help": more}, channels=HELP)
    assert "Took 0 questions and 1 answers" in (await knowhow("import", "slack-export", later)).output
    assert "signing keys" in plain((await finds(ws, "restart twice")).text)


async def test_a_dry_run_says_what_it_would_do_and_does_nothing(ws: Workspace, knowhow: Run, export: Path) -> None:
    result = await knowhow("import", "slack-export", export, "--dry-run")
    assert "Would take 1 questions with 1 answers. Nothing was changed." in result.output
    assert HOW not in result.output
    assert "Nothing was answered" in (await finds(ws, "rotate terraform keys")).text


async def test_who_asked_can_remove_it_for_good(ws: Workspace, knowhow: Run, export: Path) -> None:
    await knowhow("import", "slack-export", export)
    home = await ws.linus.opens_home()
    assert "Your questions (0)" in str(home.blocks)
    await ws.linus.presses_at_home("See and remove")
    assert ROTATE in str(ws.linus.form.blocks)
    await ws.linus.presses_in_form("Remove")
    assert "Nothing of yours that was brought in is left" in str(ws.linus.form.blocks)
    assert "See and remove" not in str(ws.linus.home.blocks)
    await knowhow("import", "slack-export", export)
    await ws.settle()
    assert "Nothing was answered" in (await finds(ws, "rotate terraform keys")).text


async def test_who_answered_can_remove_all_of_theirs_for_good(ws: Workspace, knowhow: Run, export: Path) -> None:
    await ws.alan.knows("terraform")
    await knowhow("import", "slack-export", export)
    await ws.grace.opens_home()
    await ws.grace.presses_at_home("See and remove")
    assert HOW in str(ws.grace.form.blocks)
    await ws.grace.presses_in_form("Remove all of mine")
    assert "Nothing of yours" in str(ws.grace.form.blocks)
    await knowhow("import", "slack-export", export)
    await ws.settle()
    assert "Nothing was answered" in (await finds(ws, "rotate terraform keys")).text
    people = await ws.ada.command("/find-expert", "terraform")
    assert people.reply is not None
    assert ws.grace.id not in shown(people.reply)
    assert "See and remove" not in str((await ws.ada.opens_home()).blocks)


async def test_a_later_reply_in_the_old_thread_is_heard(ws: Workspace, knowhow: Run, tmp_path: Path) -> None:
    old = await ws.linus.says("C0HELP", ROTATE)
    said = [message(old.ts, "U0LINUS", ROTATE), message(f"{float(old.ts) + 60:.6f}", "U0GRACE", HOW, thread=old.ts)]
    await knowhow("import", "slack-export", write_export(tmp_path / "e.zip", {"help": said}, channels=HELP))
    await ws.katherine.says("C0HELP", "There is a quetzal workflow for it now.", thread_ts=old.ts)
    assert "signing keys" in plain((await finds(ws, "quetzal workflow")).text)
    assert ws.linus.messages() == []  # who asked it long ago is told nothing of it


async def test_an_old_question_whose_answer_is_gone_asks_nobody_anew(
    ws: Workspace, knowhow: Run, tmp_path: Path
) -> None:
    await ws.alan.knows("terraform")
    old = await ws.linus.says("C0HELP", ROTATE)
    reply = await ws.grace.says("C0HELP", HOW, thread_ts=old.ts)
    accepted = {"white_check_mark": ["U0LINUS"]}
    said = [
        message(old.ts, "U0LINUS", ROTATE),
        message(reply.ts, "U0GRACE", HOW, thread=old.ts, reactions=accepted),
    ]
    await knowhow("import", "slack-export", write_export(tmp_path / "e.zip", {"help": said}, channels=HELP))
    await ws.sandbox.delete(ws.grace.id, "C0HELP", reply.ts)
    await ws.tick(days=2)
    assert "Nothing was answered" in (await finds(ws, "rotate terraform keys")).text
    ws.alan.sees_nothing_of(ROTATE)
    assert ws.linus.messages() == []


async def test_a_private_channel_is_taken_if_the_app_is_in_it_or_it_is_named_and_stays_private(
    ws: Workspace, knowhow: Run, tmp_path: Path
) -> None:
    said = {"secret": A_THREAD}
    unknown = write_export(tmp_path / "e.zip", said, channels=HELP, private={"secret": "G0OTHER"})
    result = await knowhow("import", "slack-export", unknown)
    assert "in a private channel that was not named" in result.output
    assert "Took 0 questions" in result.output
    result = await knowhow("import", "slack-export", unknown, "--channel", "secret")
    assert "Took 1 questions" in result.output
    assert "Nothing was answered" in (await finds(ws, "rotate terraform keys")).text


async def test_what_is_older_or_elsewhere_than_asked_for_is_left(ws: Workspace, knowhow: Run, export: Path) -> None:
    old = await knowhow("import", "slack-export", export, "--since", "2026-01-01")
    assert "before the date given" in old.output
    assert "Took 0 questions" in old.output
    wrong = await knowhow("import", "slack-export", export, "--channel", "nowhere")
    assert wrong.exit_code == 2
    assert wrong.output.strip() == "The export has no channel nowhere."
    assert "Nothing was answered" in (await finds(ws, "rotate terraform keys")).text


@pytest.mark.parametrize("content", [b"", b"no zip at all", None])
async def test_what_is_no_export_ends_with_a_sentence(knowhow: Run, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "x.zip"
    if content is not None:
        file.write_bytes(content)
    result = await knowhow("import", "slack-export", file)
    assert result.exit_code == 2
    assert len(result.output.strip().splitlines()) == 1
    assert "x.zip" in result.output


async def test_what_can_t_be_read_is_counted_and_the_rest_is_taken(ws: Workspace, knowhow: Run, tmp_path: Path) -> None:
    broken = [*A_THREAD, {"type": "message", "ts": "never", "user": "U0ADA", "text": "x"}]
    file = write_export(tmp_path / "e.zip", {"help": broken, "../evil": A_THREAD}, channels=HELP)
    result = await knowhow("import", "slack-export", file)
    assert "Took 1 questions" in result.output
    assert "can't be read" in result.output
    assert "signing keys" in plain((await finds(ws, "rotate terraform keys")).text)


async def test_questions_and_answers_of_elsewhere_are_for_all_members(
    ws: Workspace, knowhow: Run, tmp_path: Path
) -> None:
    rows = [
        {"id": "q1", "title": ROTATE, "body": "We have three.", "tags": ["terraform"], "asker": "u7"},
        {"id": "q2", "title": "Too", "body": "short"},
    ]
    answers = [{"id": "a1", "question_id": "q1", "answerer": "u8", "body": HOW, "accepted": True}, "no object"]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "answers.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, answers)).encode()))
    for _ in range(2):
        result = await knowhow("import", "qa", tmp_path)
        assert result.exit_code == 0, result.output
    assert "1 questions brought nothing new" in result.output
    assert "can't be read" in result.output
    found = await finds(ws, "rotate terraform keys")
    assert "Accepted answer by a former colleague" in found.text
    await found.presses("Show")
    assert "restart the gateway" in str(ws.ada.form.blocks)
    await ws.sandbox.change_user(ws.mae.id, is_restricted=True)
    await ws.settle()
    assert "I found nothing" in (await finds(ws, "rotate terraform keys", "mae")).text
    await ws.ada.asks("Who rotates the terraform keys?")  # and those of elsewhere are asked nothing
    assert "I know nobody" in ws.ada.sees("Who rotates the terraform keys?").text


async def test_the_index_is_shown_from_the_shell_with_its_reasons(ws: Workspace, knowhow: Run, export: Path) -> None:
    await ws.alan.knows("terraform")
    await knowhow("import", "slack-export", export)
    found = await knowhow("search", "rotate keys", "--explain")
    assert ROTATE in found.output
    assert "spelled alike" in found.output
    people = await knowhow("experts", "terraform", "--explain")
    assert "U0GRACE" in people.output
    assert "topics 1.00 x 2.00" in people.output
    assert "Nothing was found." in (await knowhow("search", "willow")).output
    assert "Nobody is known" in (await knowhow("experts", "willow")).output
    assert (await knowhow("experts", "!!!")).exit_code == 2
    wrong = await knowhow("search", "x", "--workspace", "T0NONE")
    assert wrong.exit_code == 2
    assert "There is no workspace T0NONE" in wrong.output


# Prompts

PROMPTS = "text,lesson\nWhat would you try tomorrow?,Week 1\nWhich idea surprised you most?,Week 1\n"


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    file = tmp_path / "prompts.csv"
    file.write_text(PROMPTS)
    return file


async def test_prompts_are_put_into_a_set_once(ws: Workspace, knowhow: Run, prompts: Path) -> None:
    dry = await knowhow("import", "prompts", prompts, "--set", "Statistics", "--dry-run")
    assert "Would take 2 prompts. Nothing was changed." in dry.output
    result = await knowhow("import", "prompts", prompts, "--set", "Statistics")
    assert result.exit_code == 0, result.output
    assert "Took 2 prompts into “Statistics”; 0 were there already." in result.output
    again = await knowhow("import", "prompts", prompts, "--set", "statistics")
    assert "Took 0 prompts" in again.output

    await ws.ada.command("/cohort", "new")
    outcome = await ws.ada.fills(
        name="Statistics", channel="C0ENG", first_day="2026-03-03", time="09:00", sets=["Statistics"], zone="UTC"
    )
    assert outcome.ok, outcome.errors
    await ws.tick(days=1)
    assert "What would you try tomorrow?" in ws.ada.sees("question 1", "C0ENG").text


@pytest.mark.usefixtures("ws")
async def test_nothing_is_half_imported(knowhow: Run, prompts: Path) -> None:
    await asyncio.to_thread(prompts.write_text, PROMPTS + "Why?,Week 2\n")

    result = await knowhow("import", "prompts", prompts, "--set", "Statistics")
    assert result.exit_code == 2
    assert "4" in result.output
    assert "it is shorter than 10 characters" in result.output
    assert "Nothing was imported" in result.output
    assert "Took" not in result.output

    others = await knowhow("import", "prompts", prompts, "--set", "Statistics", "--skip-rejected")
    assert "Took 2 prompts into “Statistics”" in others.output


@pytest.mark.parametrize(
    ("file", "name", "sentence"),
    [("nowhere.csv", "Statistics", "There is no file nowhere.csv."), (None, "x", "at least 2 characters")],
)
@pytest.mark.usefixtures("ws")
async def test_what_keeps_prompts_from_being_imported_is_said(
    knowhow: Run, prompts: Path, file: str | None, name: str, sentence: str
) -> None:
    result = await knowhow("import", "prompts", file or prompts, "--set", name)

    assert result.exit_code == 2
    assert sentence in result.output
