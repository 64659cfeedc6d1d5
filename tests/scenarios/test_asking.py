"""Point 1: ask."""

import json

import pytest

from bot.sandbox import Fault
from tests.workspace import Workspace, shown

QUESTION = "How do we rotate the terraform state keys?"
LONG = "Why does " + "the nightly terraform plan fail " * 20


async def test_a_question_is_asked_answered_and_accepted(ws: Workspace) -> None:
    await ws.grace.knows("terraform", "sql")
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    invitation = ws.grace.sees("How do we rotate")
    assert "you named *terraform* as a topic" in invitation.text
    await invitation.presses("Answer")
    await ws.grace.fills(answer="Use the rotate workflow, then taint the key.")
    answer = ws.ada.sees("Use the rotate workflow", "C0HELP")
    assert "Answered" in card.text
    await answer.presses("Accept")
    assert "Accepted" in card.text
    assert "Answer" not in card.buttons


# The three ways in


async def test_the_command_opens_the_form_with_its_words_the_channel_and_the_topics(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.command("/ask-expert", QUESTION, channel="C0ENG")
    assert ws.ada.form_value("question") == QUESTION
    assert ws.ada.form_value("details") is None
    assert ws.ada.form_value("channel")["value"] == "C0ENG"
    assert [each["value"] for each in ws.ada.form_value("topics")] == ["terraform"]
    assert ws.ada.form_value("ask_as")["value"] == "named"


async def test_the_command_without_words_opens_an_empty_form(ws: Workspace) -> None:
    await ws.ada.command("/ask-expert")
    assert ws.ada.form_value("question") is None


async def test_where_the_app_is_not_the_form_proposes_only_the_experts(ws: Workspace) -> None:
    await ws.ada.command("/ask-expert", QUESTION, channel="C0RANDOM")
    assert ws.ada.form_value("channel")["value"] == "experts"


async def test_words_too_long_for_a_question_stand_whole_in_the_details(ws: Workspace) -> None:
    await ws.ada.command("/ask-expert", LONG)
    assert ws.ada.form_value("question") == LONG[:300]
    assert ws.ada.form_value("details") == LONG.strip()


async def test_lines_stay_lines_in_the_details(ws: Workspace) -> None:
    await ws.ada.command("/ask-expert", "Why does this fail?\nterraform apply\n  -auto-approve")
    assert ws.ada.form_value("question") == "Why does this fail? terraform apply -auto-approve"
    assert ws.ada.form_value("details") == "Why does this fail?\nterraform apply\n  -auto-approve"


async def test_words_too_long_for_the_form_are_told_back_whole(ws: Workspace) -> None:
    words = " ".join(f"word{number}" for number in range(400))
    outcome = await ws.ada.command("/ask-expert", words)
    assert outcome.reply is not None
    said = shown(outcome.reply)
    assert "characters at most" in said
    assert "word0 " in said
    assert "word399" in said


async def test_the_global_shortcut_opens_an_empty_form(ws: Workspace) -> None:
    await ws.ada.shortcut("question.ask")
    assert ws.ada.form_value("question") is None
    outcome = await ws.ada.fills(question=QUESTION, channel="C0HELP")
    assert outcome.ok
    assert QUESTION in ws.ada.sees("Your question").text


async def test_a_message_becomes_a_question_in_its_channel(ws: Workspace) -> None:
    await ws.grace.knows("sql")
    message = await ws.alan.says("C0ENG", "Our sql reports & dashboards are slow <today>")
    await ws.ada.shortcut("question.ask_about", message)
    assert ws.ada.form_value("question") == "Our sql reports & dashboards are slow <today>"
    assert ws.ada.form_value("details") is None
    assert ws.ada.form_value("channel")["value"] == "C0ENG"
    assert [each["value"] for each in ws.ada.form_value("topics")] == ["sql"]


async def test_a_long_message_goes_into_the_details(ws: Workspace) -> None:
    message = await ws.alan.says("C0ENG", LONG)
    await ws.ada.shortcut("question.ask_about", message)
    assert ws.ada.form_value("question") == LONG[:300]
    assert ws.ada.form_value("details").strip() == LONG.strip()


@pytest.mark.parametrize("text", ["help", "HELP", "?", "!!! ..."])
async def test_help_and_what_nobody_understands_give_the_usage(ws: Workspace, text: str) -> None:
    outcome = await ws.ada.command("/ask-expert", text)
    assert outcome.reply is not None
    assert "`/ask-expert How do we rotate" in shown(outcome.reply)
    assert ws.sandbox.modal(ws.ada.id) is None


async def test_words_are_told_back_when_slack_does_not_open_the_form(ws: Workspace) -> None:
    ws.sandbox.faults.add(Fault.error("views.open", "internal_error"))
    outcome = await ws.ada.command("/ask-expert", QUESTION)
    assert outcome.reply is not None
    assert QUESTION in shown(outcome.reply)


# Mistakes stand at their fields


@pytest.mark.parametrize(
    ("question", "sentence"),
    [("Too short", "at least 10"), (" " * 12, "at least 10"), ("x" * 301, "no more than 300")],
)
async def test_an_unusable_question_stays_in_the_form(ws: Workspace, question: str, sentence: str) -> None:
    await ws.ada.command("/ask-expert")
    outcome = await ws.ada.fills(question=question, details="What I tried.", channel="C0HELP")
    assert sentence in outcome.errors["question"]
    assert ws.ada.form_value("question") == question
    assert ws.ada.form_value("details") == "What I tried."
    ws.ada.sees_nothing_of("Your question")


async def test_a_channel_that_the_app_left_meanwhile_is_refused_at_its_field(ws: Workspace) -> None:
    await ws.ada.command("/ask-expert", QUESTION, channel="C0ENG")
    await ws.sandbox.remove_app(ws.ada.id, "C0ENG")
    await ws.settle()
    outcome = await ws.ada.fills(details="What I tried.")
    assert "I can't post there" in outcome.errors["channel"]
    assert ws.ada.form_value("question") == QUESTION
    assert ws.ada.form_value("details") == "What I tried."
    assert (await ws.ada.fills(channel="C0HELP")).ok
    ws.ada.sees(QUESTION, "C0HELP")


async def test_a_second_submission_changes_nothing(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    ws.sandbox.faults.add(Fault.deliver_twice("view_submission"))
    await ws.ada.asks(QUESTION)
    assert len([each for each in ws.ada.messages("C0HELP") if QUESTION in each.text]) == 1
    assert len(ws.grace.messages()) == 1
    assert len(ws.ada.messages()) == 1


# Topics


async def test_topics_are_offered_while_one_types_new_ones_and_other_names_too(ws: Workspace) -> None:
    await ws.grace.knows("terraform", "Kubernetes")
    await ws.ada.command("/ask-expert", "How does this work at all?")
    assert await ws.ada.types("topics", "Terra") == ["terraform", "New topic: Terra"]
    assert await ws.ada.types("topics", "terraform") == ["terraform"]
    assert await ws.ada.types("topics", "k8s") == ["Kubernetes"]
    assert await ws.ada.types("topics", "GraphQL") == ["New topic: GraphQL"]
    assert await ws.ada.types("topics", "golang") == ["New topic: go"]
    assert await ws.ada.types("topics", "!!!") == ["Kubernetes", "terraform"]


async def test_a_new_topic_becomes_known_by_the_question(ws: Workspace) -> None:
    card = await ws.ada.asks("How does this work at all?", topics=["GraphQL"])
    assert card is not None
    assert "Topics: GraphQL" in card.text
    await ws.grace.command("/ask-expert", "What is a graphql resolver?")
    assert [each["value"] for each in ws.grace.form_value("topics")] == ["GraphQL"]


@pytest.mark.parametrize("declared", ["kubernetes", "k8s"])
async def test_topics_are_recognised_in_the_text_by_any_of_their_names(ws: Workspace, declared: str) -> None:
    await ws.grace.knows(declared)
    card = await ws.ada.asks("Why does our K8s ingress time out?", details="")
    assert card is not None
    assert "Topics: kubernetes" in card.text
    ws.grace.sees("Why does our K8s")
    card = await ws.ada.asks("Why does our ingress time out?", details="It runs on kubernetes, I think.")
    assert card is not None
    ws.grace.sees("Why does our ingress")


async def test_what_only_private_questions_are_about_is_not_suggested_to_others(ws: Workspace) -> None:
    await ws.ada.asks("Who can help with the merger plans?", topics=["Project Falcon"], channel="experts")
    await ws.alan.asks("Who can help with the audit, please?", topics=["Auditing"], channel="C0SEC")
    await ws.grace.command("/ask-expert", "What is the project falcon, and what is auditing?")
    assert not ws.grace.form_value("topics")
    assert await ws.grace.types("topics", "project") == ["New topic: project"]
    assert await ws.grace.types("topics", "auditing") == ["New topic: auditing"]


# Where it is posted


async def test_public_channels_are_offered_to_all_and_private_ones_to_their_members(ws: Workspace) -> None:
    await ws.ada.command("/ask-expert", QUESTION)
    assert await ws.ada.types("channel", "") == ["Only the experts", "#engineering", "#help", "#sql-for-analysts"]
    await ws.alan.command("/ask-expert", QUESTION)
    assert await ws.alan.types("channel", "") == [
        "Only the experts",
        "#engineering",
        "#help",
        "🔒 security-private",
        "#sql-for-analysts",
    ]
    assert await ws.alan.types("channel", "#eng") == ["Only the experts", "#engineering"]


async def test_channels_come_and_go_with_the_app(ws: Workspace) -> None:
    await ws.sandbox.archive(ws.ada.id, "C0ENG")
    await ws.sandbox.invite_app(ws.ada.id, "C0RANDOM")
    await ws.settle()
    await ws.ada.command("/ask-expert", QUESTION)
    assert await ws.ada.types("channel", "") == ["Only the experts", "#help", "#random", "#sql-for-analysts"]
    await ws.sandbox.unarchive(ws.ada.id, "C0ENG")
    await ws.sandbox.remove_app(ws.ada.id, "C0RANDOM")
    await ws.settle()
    assert await ws.ada.types("channel", "") == ["Only the experts", "#engineering", "#help", "#sql-for-analysts"]


async def test_a_question_in_a_private_channel_stays_there(ws: Workspace) -> None:
    card = await ws.alan.asks(QUESTION, channel="C0SEC")
    assert card is not None
    ws.katherine.sees(QUESTION, "C0SEC")
    ws.ada.sees_nothing_of(QUESTION, "C0HELP")


async def test_only_the_experts_see_a_private_question_until_it_is_posted(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION, channel="experts")
    assert "Only you and others invited see this question." in ws.grace.sees(QUESTION).text
    ws.alan.sees_nothing_of(QUESTION, "C0HELP")
    await ws.ada.sees("Your question").presses("Post it in a channel")
    outcome = await ws.ada.fills(channel="C0HELP")
    assert outcome.ok
    ws.alan.sees(QUESTION, "C0HELP")
    assert "in its channel" in ws.grace.sees(QUESTION).text
    assert "Post it in a channel" not in ws.ada.sees("Your question").buttons


async def test_a_question_is_posted_in_a_channel_once(ws: Workspace) -> None:
    await ws.ada.asks(QUESTION, channel="experts")
    status = ws.ada.sees("Your question")
    await status.presses("Post it in a channel")
    ws.sandbox.faults.add(Fault.deliver_twice("view_submission"))
    assert (await ws.ada.fills(channel="C0HELP")).ok
    assert len([each for each in ws.ada.messages("C0HELP") if QUESTION in each.text]) == 1
    assert "Post it in a channel" not in status.buttons


@pytest.mark.parametrize("error", ["is_archived", "restricted_action", "some_new_error"])
async def test_a_card_that_slack_refuses_is_told_and_can_be_posted_elsewhere(ws: Workspace, error: str) -> None:
    await ws.ada.asks(QUESTION, channel="experts")
    status = ws.ada.sees(QUESTION)
    await status.presses("Post it in a channel")
    ws.sandbox.faults.add(Fault.error("chat.postMessage", error))  # the card is all there is to post now
    assert (await ws.ada.fills(channel="C0ENG")).ok
    assert "I could not post it in the channel" in status.text
    assert len(ws.ada.messages()) == 1
    await status.presses("Post it in a channel")
    assert (await ws.ada.fills(channel="C0HELP")).ok
    ws.grace.sees(QUESTION, "C0HELP")
    assert "could not post" not in status.text


async def test_all_that_is_told_of_a_new_question_is_told_by_one_message_each(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    before = len(ws.sandbox.calls)
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    told = [call.method for call in ws.sandbox.calls[before:] if call.method.startswith("chat.")]
    assert told == ["chat.postMessage"] * 3
    assert "1 person" in card.text
    assert "in its channel" in ws.grace.sees(QUESTION).text
    assert f"/{card.message.channel}/" in ws.ada.sees("Your question").text


async def test_nobody_waits_long_for_a_card_that_slack_keeps_from_standing(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    ws.sandbox.faults.add(Fault.server_error("chat.postMessage"))
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    invitation, status = ws.grace.sees(QUESTION), ws.ada.sees("Your question")
    assert float(invitation.ts) < float(card.ts) - 10
    assert float(status.ts) < float(card.ts) - 10
    assert "in its channel" in invitation.text
    assert f"/{card.message.channel}/" in status.text


# Anonymous


async def test_an_anonymous_asker_is_named_nowhere(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    card = await ws.ada.asks(QUESTION, ask_as="anonymous")
    assert card is not None
    invitation = ws.grace.sees("Somebody asks anonymously")
    await invitation.presses("Suggest someone")
    assert ws.ada.id not in json.dumps(ws.grace.form.blocks) + ws.grace.form.private_metadata
    asker = (await ws.grace.fills(person=ws.ada.id)).errors["person"]
    await ws.sandbox.deactivate(ws.linus.id)
    assert (await ws.grace.fills(person=ws.linus.id)).errors["person"] == asker  # as for anybody who can't be asked
    await ws.grace.fills(person=ws.alan.id)
    await ws.alan.sees("suggested you").presses("Answer")
    assert ws.ada.id not in json.dumps(ws.alan.form.blocks)
    await ws.alan.fills(answer="Use the rotate workflow.")
    await ws.grace.opens_home()
    await ws.ada.sees("You have 1 answer").presses("Accept")
    assert "Accepted" in card.text
    for colleague in (ws.grace, ws.alan, ws.katherine):
        seen = [each for place in (colleague.dm, "C0HELP") for each in ws.sandbox.messages(place, viewer=colleague.id)]
        assert seen
        for message in seen:
            told = json.dumps([message.blocks, message.metadata, message.text])
            assert ws.ada.id not in told
            assert "Ada" not in told
    assert ws.ada.id not in json.dumps(ws.grace.home.blocks)


async def test_an_anonymous_asker_gets_the_answer_brought(ws: Workspace) -> None:
    card = await ws.ada.asks(QUESTION, ask_as="anonymous")
    assert card is not None
    await ws.grace.sees(QUESTION, "C0HELP").presses("Answer")
    await ws.grace.fills(answer="Use the rotate workflow.")
    assert "answered your question" in ws.ada.sees("Use the rotate workflow.").text


async def test_a_named_asker_is_named(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    assert f"<@{ws.ada.id}> asks" in card.text
    assert f"<@{ws.ada.id}> asks" in ws.grace.sees(QUESTION).text


async def test_peoples_words_are_never_live(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    words = "Is <!channel> & <@U0ALAN> in @here about terraform?"
    await ws.ada.command("/ask-expert")
    await ws.ada.fills(question=words, details="<!here> > quoted", channel="C0HELP")
    card = ws.ada.sees("terraform?", "C0HELP")
    for text in (card.text, ws.grace.sees("terraform?").text, ws.ada.sees("Your question").text):
        assert "&lt;!channel&gt; &amp; &lt;@U0ALAN&gt;" in text
        assert "<!" not in text.replace("<!date", "")


async def test_a_topic_that_the_asker_takes_out_of_the_form_is_not_recognised_again(ws: Workspace) -> None:
    await ws.grace.knows("terraform", "go")
    await ws.ada.command("/ask-expert", "Where does the terraform state go?")
    assert {option["value"] for option in ws.ada.form_value("topics")} == {"terraform", "go"}
    assert (await ws.ada.fills(channel="C0HELP", topics=["terraform"])).ok
    assert "Topics: terraform\n" in ws.ada.sees("Where does the terraform", "C0HELP").text
