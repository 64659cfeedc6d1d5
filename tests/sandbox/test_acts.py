"""What people do outside of modals: commands, shortcuts, buttons, talking, coming and going."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Container, Fault, Person, Sandbox, SandboxClock, SandboxError
from bot.sandbox.acts.pressing import read_values
from tests.sandbox.conftest import running
from tests.sandbox.ear import Ear
from tests.sandbox.kit import actions, button, field, modal, mrkdwn, option, section
from tests.sandbox.test_views import opened

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Knowhow"},
    "features": {
        "bot_user": {"display_name": "Knowhow"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": True},
        "slash_commands": [{"command": "/escape", "description": "d", "usage_hint": "h", "should_escape": True}],
        "shortcuts": [
            {"name": "Ask", "type": "global", "callback_id": "ask", "description": "d"},
            {"name": "About", "type": "message", "callback_id": "about", "description": "d"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "im:history"], "bot_optional": ["im:history"]}},
    "settings": {"event_subscriptions": {"bot_events": ["message.im", "reaction_added"]}},
}


# Commands


async def test_a_command_is_slacks_form(sandbox: Sandbox, ear: Ear) -> None:
    outcome = await sandbox.command("U0ADA", "C0HELP", "/ask-expert", " what & where? ")
    assert outcome.ok
    assert outcome.reply is None
    body = ear.last
    assert (body["command"], body["text"]) == ("/ask-expert", "what & where?")
    assert (body["user_id"], body["channel_id"], body["channel_name"]) == ("U0ADA", "C0HELP", "help")
    assert (body["team_id"], body["api_app_id"]) == (sandbox.team_id, sandbox.app_id)
    assert body["response_url"].startswith(sandbox.url)
    await sandbox.command("U0ADA", sandbox.dm("U0ADA"), "/ask-expert")
    assert ear.last["channel_name"] == "directmessage"
    await sandbox.command("U0ALAN", "C0SEC", "/ask-expert")
    assert ear.last["channel_name"] == "privategroup"


async def test_an_acknowledgement_may_be_a_message(sandbox: Sandbox, ear: Ear) -> None:
    ear.answer("Only you see this")
    outcome = await sandbox.command("U0ADA", "C0HELP", "/ask-expert")
    assert outcome.reply is not None
    assert (outcome.reply.text, outcome.reply.ephemeral_to) == ("Only you see this", "U0ADA")
    ear.answer({"response_type": "in_channel", "text": "All see this", "blocks": [section()]})
    await sandbox.command("U0ADA", "C0HELP", "/ask-expert", "why?")
    seen = sandbox.messages("C0HELP", viewer="U0GRACE")
    assert [(message.user, message.text) for message in seen] == [
        ("U0ADA", "/ask-expert why?"),
        (sandbox.bot_user_id, "All see this"),
    ]


async def test_an_acknowledgement_that_is_no_json_after_all_is_text(sandbox: Sandbox, ear: Ear) -> None:
    ear.answer("{curly} words")
    outcome = await sandbox.command("U0ADA", "C0HELP", "/ask-expert")
    assert outcome.reply is not None
    assert outcome.reply.text == "{curly} words"


@pytest.mark.parametrize(("status", "name"), [(500, "http_service_error"), (404, "http_service_error")])
async def test_a_failed_command_is_told(sandbox: Sandbox, ear: Ear, status: int, name: str) -> None:
    ear.answer(status=status)
    outcome = await sandbox.command("U0ADA", "C0HELP", "/ask-expert")
    assert outcome.failure == f'/ask-expert failed with the error "{name}"'


@pytest.mark.usefixtures("ear")
async def test_a_silent_app_is_a_timeout(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("lose_ack", "command"))
    outcome = await sandbox.command("U0ADA", "C0HELP", "/ask-expert")
    assert outcome.failure == '/ask-expert failed with the error "operation_timeout"'


async def test_an_absent_app_is_a_dispatch_failure(sandbox: Sandbox) -> None:
    outcome = await sandbox.command("U0ADA", "C0HELP", "/ask-expert")
    assert outcome.failure == '/ask-expert failed with the error "dispatch_failed"'
    sandbox.deliver_to("http://127.0.0.1:9/")
    outcome = await sandbox.command("U0ADA", "C0HELP", "/ask-expert")
    assert outcome.failure == '/ask-expert failed with the error "dispatch_failed"'


async def test_an_invalid_message_as_acknowledgement_is_a_failure(sandbox: Sandbox, ear: Ear) -> None:
    ear.answer({"text": "a", "blocks": [{"type": "sektion"}]})
    outcome = await sandbox.command("U0ADA", "C0HELP", "/ask-expert")
    assert outcome.failure == '/ask-expert failed with the error "dispatch_failed"'


async def test_an_unknown_command_is_explained(sandbox: Sandbox, ear: Ear) -> None:
    outcome = await sandbox.command("U0ADA", "C0HELP", "/dance")
    assert outcome.failure is not None
    assert outcome.failure.startswith("/dance is not a valid command.")
    assert ear.heard == []


async def test_an_escaped_command_names_people_and_channels(clock: SandboxClock, ear: Ear) -> None:
    async with running(Sandbox(clock=clock, app_manifest=MANIFEST)) as sandbox:
        sandbox.deliver_to(ear.url)
        await sandbox.command("U0ADA", "C0HELP", "/escape", "@grace. in #help <& https://a.org @nobody")
        assert ear.last["text"] == ("<@U0GRACE|grace>. in <#C0HELP|help> &lt;&amp; <https://a.org> @nobody")


# Shortcuts


async def test_shortcuts_global_and_on_a_message(clock: SandboxClock, ear: Ear) -> None:
    async with running(Sandbox(clock=clock, app_manifest=MANIFEST)) as sandbox:
        sandbox.deliver_to(ear.url)
        assert (await sandbox.shortcut("U0ADA", "ask")).ok
        assert (ear.last["type"], ear.last["callback_id"]) == ("shortcut", "ask")
        said = await sandbox.say("U0ADA", "C0RANDOM", "How?")
        assert (await sandbox.shortcut("U0GRACE", "about", channel="C0RANDOM", ts=said.ts)).ok
        assert (ear.last["type"], ear.last["message"]["text"]) == ("message_action", "How?")
        assert ear.last["message_ts"] == said.ts
        assert "trigger_id" in ear.last
        with pytest.raises(SandboxError, match="no_such_shortcut"):
            await sandbox.shortcut("U0ADA", "about")


async def test_a_shortcut_without_an_app_fails_aloud(sandbox: Sandbox, ear: Ear) -> None:
    sandbox.deliver_to(None)
    assert "dispatch_failed" in str((await sandbox.shortcut("U0ADA", "ask")).failure)
    sandbox.deliver_to(ear.url)
    ear.answer(status=404)
    assert (await sandbox.shortcut("U0ADA", "ask")).failure == "Knowhow responded with Status Code 404."


async def test_an_ephemeral_has_no_shortcuts(sandbox: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.chat_postEphemeral(channel="C0HELP", user="U0ADA", text="a")
    with pytest.raises(SandboxError, match="message_not_found"):
        await sandbox.shortcut("U0ADA", "about", channel="C0HELP", ts=answer["message_ts"])


# Buttons and menus


async def posted(client: AsyncWebClient, *blocks: dict[str, Any], **more: Any) -> Container:
    answer = await client.chat_postMessage(channel="C0HELP", text="a", blocks=list(blocks), **more)
    return Container(channel="C0HELP", ts=answer["ts"])


async def test_a_button_sends_its_value(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    where = await posted(client, actions(button(value="7"), block_id="b"))
    await sandbox.idle()
    assert (await sandbox.press("U0ADA", container=where, action_id="go")).ok
    body = ear.last
    assert body["type"] == "block_actions"
    assert body["container"] == {
        "type": "message", "message_ts": where.ts, "channel_id": "C0HELP", "is_ephemeral": False,
    }  # fmt: skip
    (action,) = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == ("go", "b", "7", "button")
    assert action["text"] == {"type": "plain_text", "text": "Go"}
    assert body["message"]["ts"] == where.ts
    assert {"trigger_id", "response_url", "state", "channel", "team", "user"} <= body.keys()


async def test_a_button_in_a_thread_knows_its_thread(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    parent = await sandbox.say("U0ADA", "C0HELP", "a")
    where = await posted(client, actions(button()), thread_ts=parent.ts)
    await sandbox.idle()
    await sandbox.press("U0ADA", container=where, action_id="go")
    assert ear.last["container"]["thread_ts"] == parent.ts


async def test_a_button_in_an_ephemeral_sends_no_message(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    answer = await client.chat_postEphemeral(channel="C0HELP", user="U0ADA", text="a", blocks=[actions(button())])
    where = Container(channel="C0HELP", ts=answer["message_ts"])
    await sandbox.press("U0ADA", container=where, action_id="go")
    assert ear.last["container"]["is_ephemeral"]
    assert "message" not in ear.last


async def test_a_button_on_a_card_acts_too(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    where = await posted(client, {"type": "divider"}, {"type": "card", "title": mrkdwn("a"), "actions": [button()]})
    await sandbox.idle()
    assert (await sandbox.press("U0ADA", container=where, action_id="go")).ok
    assert ear.last["actions"][0]["type"] == "button"


async def test_menus_send_what_was_chosen(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    menu = {"type": "overflow", "action_id": "menu", "options": [option("a"), option("b")]}
    select = {"type": "static_select", "action_id": "select", "options": [option("a"), option("b")]}
    people = {"type": "users_select", "action_id": "people"}
    where = await posted(client, section(accessory=menu), actions(select, people, block_id="s"))
    await sandbox.idle()
    await sandbox.press("U0ADA", container=where, action_id="menu", value={"value": "b"})
    assert ear.last["actions"][0]["selected_option"] == option("b")
    await sandbox.press("U0ADA", container=where, action_id="select", block_id="s", value="a")
    assert ear.last["actions"][0]["selected_option"] == option("a")
    assert ear.last["state"]["values"]["s"]["select"]["selected_option"] == option("a")
    await sandbox.press("U0ADA", container=where, action_id="people", value="U0GRACE")
    assert ear.last["actions"][0]["selected_user"] == "U0GRACE"
    assert ear.last["state"]["values"]["s"]["select"]["selected_option"] == option("a")
    for action_id, value, error in (("menu", "z", "no_such_option"), ("none", None, "no_such_element")):
        with pytest.raises(SandboxError, match=error):
            await sandbox.press("U0ADA", container=where, action_id=action_id, value=value)


@pytest.mark.usefixtures("ear")
async def test_a_dead_button_is_told(sandbox: Sandbox, client: AsyncWebClient) -> None:
    where = await posted(client, actions(button()))
    await sandbox.idle()
    sandbox.faults.add(Fault("lose_ack", "block_actions"))
    outcome = await sandbox.press("U0ADA", container=where, action_id="go")
    assert "operation_timeout" in str(outcome.failure)


async def test_an_input_acts_only_if_it_dispatches(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    pick = {"type": "datepicker", "action_id": "pick"}
    view = await opened(sandbox, ear, client, modal(field(pick, "quiet"), field(pick, "loud", dispatch_action=True)))
    where = Container(view_id=view.id)
    with pytest.raises(SandboxError, match="not_dispatching"):
        await sandbox.press("U0ADA", container=where, action_id="pick", block_id="quiet")
    await sandbox.press("U0ADA", container=where, action_id="pick", block_id="loud", value="2026-02-01")
    assert ear.last["actions"][0]["selected_date"] == "2026-02-01"
    assert ear.last["view"]["state"]["values"]["loud"]["pick"]["selected_date"] == "2026-02-01"
    assert ear.last["container"] == {"type": "view", "view_id": view.id}
    assert "response_url" not in ear.last
    with pytest.raises(SandboxError, match="view_not_found"):
        await sandbox.press("U0GRACE", container=where, action_id="pick")
    with pytest.raises(SandboxError, match="view_not_found"):
        await sandbox.press("U0ADA", container=Container(view_id="V1"), action_id="pick")


# Type-ahead


async def test_suggestions_come_from_the_app(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    topics = {"type": "multi_external_select", "action_id": "topics", "min_query_length": 1}
    view = await opened(sandbox, ear, client, modal(field(topics)))
    where = Container(view_id=view.id)
    assert await sandbox.suggest("U0ADA", container=where, action_id="topics", query="") == []
    ear.answer({"options": [option("sql"), option("terraform")]})
    shown = await sandbox.suggest("U0ADA", container=where, action_id="topics", query="s")
    assert shown == [option("sql"), option("terraform")]
    assert (ear.last["type"], ear.last["value"], ear.last["block_id"]) == ("block_suggestion", "s", "q")
    heard = len(ear.heard)
    await sandbox.submit("U0ADA", view.id, {"q": {"topics": ["sql"]}})
    assert len(ear.heard) == heard + 1


async def test_what_is_not_on_offer_yet_is_looked_up(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    topics = {"type": "multi_external_select", "action_id": "topics", "min_query_length": 1}
    view = await opened(sandbox, ear, client, modal(field(topics)))
    ear.answer({"option_groups": [{"label": option("g")["text"], "options": [option("sql")]}]})
    ear.answer({"options": [option("new:terraform", "Terraform")]})
    await sandbox.submit("U0ADA", view.id, {"q": {"topics": ["sql", "Terraform"]}})
    chosen = ear.last["view"]["state"]["values"]["q"]["topics"]["selected_options"]
    assert chosen == [option("sql"), option("new:terraform", "Terraform")]


async def test_what_was_once_on_offer_stays_choosable(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    topics = {"type": "multi_external_select", "action_id": "topics", "min_query_length": 1}
    view = await opened(sandbox, ear, client, modal(field(topics)))
    where = Container(view_id=view.id)
    for value in ("sql", "new:graphql"):
        ear.answer({"options": [option(value)]})
        await sandbox.suggest("U0ADA", container=where, action_id="topics", query="any")
    await client.views_update(view_id=view.id, view=modal(field(topics)))
    ear.answer({"response_action": "errors", "errors": {"q": "No."}})
    await sandbox.submit("U0ADA", view.id, {"q": {"topics": ["sql", "new:graphql"]}})
    assert view.values["q"]["topics"]["selected_options"] == [option("sql"), option("new:graphql")]
    assert read_values(view) == {"q": {"topics": [option("sql"), option("new:graphql")]}}


async def test_what_is_chosen_stays_choosable(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    topic = {"type": "external_select", "action_id": "topic"}
    view = await opened(sandbox, ear, client, modal(field(topic | {"initial_option": option("z")})))
    await client.views_update(view_id=view.id, view=modal(field(topic)))
    assert (await sandbox.submit("U0ADA", view.id, {"q": {"topic": "z"}})).ok
    assert [heard.body["type"] for heard in ear.heard[1:]] == ["view_submission"]


@pytest.mark.parametrize("answer", [{"options": [{"text": "a"}]}, {}, "text"])
async def test_broken_suggestions_are_not_shown(
    sandbox: Sandbox, ear: Ear, client: AsyncWebClient, answer: Any
) -> None:
    topics = {"type": "external_select", "action_id": "topics"}
    where = await posted(client, section(accessory=topics))
    await sandbox.idle()
    ear.answer(answer)
    assert await sandbox.suggest("U0ADA", container=where, action_id="topics", query="sql") == []
    with pytest.raises(SandboxError, match="no_such_option"):
        await sandbox.press("U0ADA", container=where, action_id="topics", value="sql")


async def test_only_external_selects_suggest(sandbox: Sandbox, client: AsyncWebClient) -> None:
    where = await posted(client, actions(button()))
    with pytest.raises(SandboxError, match="not_external"):
        await sandbox.suggest("U0ADA", container=where, action_id="go", query="sql")


# Talking


async def test_what_is_typed_is_stored_as_slack_stores_it(sandbox: Sandbox) -> None:
    said = await sandbox.say(
        "U0ADA", "C0HELP", "@grace <@U0ALAN> @here: see https://a.org/x?y=1&z=2, 1 < 2 & <b> #help!"
    )
    assert said.text == (
        "<@U0GRACE> &lt;@U0ALAN&gt; <!here>: see <https://a.org/x?y=1&amp;z=2>, 1 &lt; 2 &amp; &lt;b&gt; <#C0HELP>!"
    )


@pytest.mark.parametrize(
    ("user", "channel", "text", "error"),
    [
        ("U0NONE", "C0HELP", "a", "user_not_found"),
        ("U0KNOW", "C0HELP", "a", "user_is_bot"),
        ("U0ADA", "C0NONE", "a", "channel_not_found"),
        ("U0ADA", "C0SEC", "a", "channel_not_found"),
        ("U0ADA", "D0GRACE", "a", "channel_not_found"),
        ("U0MAE", "C0ENG", "a", "not_in_channel"),
        ("U0ADA", "C0HELP", " ", "no_text"),
        ("U0ADA", "C0HELP", "x" * 12_001, "msg_too_long"),
    ],
)
async def test_slacks_client_would_not_let_them(
    sandbox: Sandbox, user: str, channel: str, text: str, error: str
) -> None:
    with pytest.raises(SandboxError, match=error):
        await sandbox.say(user, channel, text)


async def test_a_reply_to_a_reply_is_in_the_same_thread(sandbox: Sandbox) -> None:
    parent = await sandbox.say("U0ADA", "C0HELP", "a")
    reply = await sandbox.say("U0GRACE", "C0HELP", "b", thread_ts=parent.ts)
    deeper = await sandbox.say("U0ALAN", "C0HELP", "c", thread_ts=reply.ts)
    assert deeper.thread_ts == parent.ts
    with pytest.raises(SandboxError, match="message_not_found"):
        await sandbox.say("U0ADA", "C0HELP", "d", thread_ts="1.0")


async def test_people_change_only_what_is_theirs(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.say("U0ADA", "C0HELP", "a")
    await sandbox.edit("U0ADA", "C0HELP", said.ts, "a")
    assert said.edited is None
    await sandbox.edit("U0ADA", "C0HELP", said.ts, "b")
    assert (said.text, said.edited is not None) == ("b", True)
    with pytest.raises(SandboxError, match="no_text"):
        await sandbox.edit("U0ADA", "C0HELP", said.ts, "")
    with pytest.raises(SandboxError, match="cant_update_message"):
        await sandbox.edit("U0GRACE", "C0HELP", said.ts, "c")
    with pytest.raises(SandboxError, match="cant_delete_message"):
        await sandbox.delete("U0GRACE", "C0HELP", said.ts)
    await sandbox.delete("U0ADA", "C0HELP", said.ts)
    await client.chat_postEphemeral(channel="C0HELP", user="U0ADA", text="a")
    (ephemeral,) = sandbox.messages("C0HELP", viewer="U0ADA")
    await sandbox.delete("U0ADA", "C0HELP", ephemeral.ts)
    assert sandbox.messages("C0HELP", viewer="U0ADA") == []


async def test_reactions_have_their_rules(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.say("U0ADA", "C0HELP", "a")
    await sandbox.react("U0ADA", "C0HELP", said.ts, "+1")
    for call, error in (
        (sandbox.react("U0ADA", "C0HELP", said.ts, "+1"), "already_reacted"),
        (sandbox.react("U0ADA", "C0HELP", said.ts, "no emoji"), "invalid_name"),
        (sandbox.unreact("U0GRACE", "C0HELP", said.ts, "+1"), "no_reaction"),
        (sandbox.react("U0ADA", "C0HELP", "1.0", "+1"), "message_not_found"),
    ):
        with pytest.raises(SandboxError, match=error):
            await call
    await sandbox.react("U0GRACE", "C0HELP", said.ts, "+1")
    await sandbox.unreact("U0ADA", "C0HELP", said.ts, "+1")
    assert said.reactions == {"+1": ["U0GRACE"]}
    answer = await client.chat_postEphemeral(channel="C0HELP", user="U0ADA", text="a")
    with pytest.raises(SandboxError, match="message_not_found"):
        await sandbox.react("U0ADA", "C0HELP", answer["message_ts"], "+1")


async def test_a_read_only_messages_tab_takes_no_messages(clock: SandboxClock) -> None:
    async with running(Sandbox(clock=clock, app_manifest=MANIFEST)) as sandbox:
        with pytest.raises(SandboxError, match="messages_tab_disabled"):
            await sandbox.say("U0ADA", "D0ADA", "a")


# Coming and going


async def test_people_join_and_leave(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await sandbox.join("U0MAE", "C0ENG")
    await sandbox.join("U0MAE", "C0ENG")
    assert "U0MAE" in (await client.conversations_members(channel="C0ENG"))["members"]
    await sandbox.leave("U0MAE", "C0ENG")
    assert [message.subtype for message in sandbox.messages("C0ENG")] == ["channel_join", "channel_leave"]
    await sandbox.archive("U0ADA", "C0ENG")
    for call, error in (
        (sandbox.join("U0MAE", "C0ENG"), "is_archived"),
        (sandbox.archive("U0ADA", "C0ENG"), "already_archived"),
        (sandbox.say("U0ADA", "C0ENG", "a"), "is_archived"),
        (sandbox.leave("U0ADA", "D0ADA"), "method_not_supported_for_channel_type"),
        (sandbox.remove_app("U0ADA", "D0ADA"), "not_in_channel"),
        (sandbox.remove_app("U0ADA", "C0RANDOM"), "not_in_channel"),
        (sandbox.invite_app("U0ADA", "C0HELP"), "already_in_channel"),
    ):
        with pytest.raises(SandboxError, match=error):
            await call
    await sandbox.unarchive("U0ADA", "C0ENG")
    with pytest.raises(SandboxError, match="not_archived"):
        await sandbox.unarchive("U0ADA", "C0ENG")


async def test_a_new_colleague_and_one_who_leaves(sandbox: Sandbox) -> None:
    await sandbox.add_person(Person("U0ROSA", "rosa", "Rosa Parks"))
    assert await sandbox.open_dm("U0ROSA") == "D0ROSA"
    await sandbox.change_user("U0ROSA", tz="America/Chicago", is_admin=True)
    assert sandbox.people["U0ROSA"].tz == "America/Chicago"
    await sandbox.deactivate("U0ROSA")
    with pytest.raises(SandboxError, match="account_inactive"):
        await sandbox.open_home("U0ROSA")
