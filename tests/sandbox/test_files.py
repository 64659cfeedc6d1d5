"""Files: announced, uploaded, shared once, and downloaded by people."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Fault, Sandbox

DATA = b"PK\x03\x04 all that there is"


async def put(url: str, data: Any = DATA) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, data=data) as response:
        return response.status, await response.text()


async def uploaded(client: AsyncWebClient, name: str = "all.zip") -> str:
    """A file that only waits to be shared."""
    answer = await client.files_getUploadURLExternal(filename=name, length=len(DATA))
    assert await put(answer["upload_url"]) == (200, f"OK - {len(DATA)}")
    return str(answer["file_id"])


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        await call
    return str(error.value.response["error"])


async def test_a_file_is_shared_by_a_message_and_can_be_downloaded(sandbox: Sandbox, client: AsyncWebClient) -> None:
    file = await uploaded(client)
    dm = sandbox.dm("U0ADA")

    answer = await client.files_completeUploadExternal(
        files=[{"id": file, "title": "All of it"}], channel_id=dm, initial_comment="Here it is."
    )

    assert answer["files"] == [{"id": file, "title": "All of it"}]
    [message] = sandbox.messages(dm)
    assert message.text == "Here it is."
    assert message.files is not None
    [shared] = message.files
    assert (shared["name"], shared["title"], shared["size"]) == ("all.zip", "All of it", len(DATA))
    async with aiohttp.ClientSession() as session, session.get(shared["url_private_download"]) as response:
        assert await response.read() == DATA
    history = await client.conversations_history(channel=dm)
    assert history["messages"][0]["subtype"] == "file_share"
    assert history["messages"][0]["files"][0]["id"] == file


async def test_the_sdk_s_own_helper_works_too(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.files_upload_v2(content=DATA.decode("latin-1"), filename="all.txt", channel=sandbox.dm("U0ADA"))

    [message] = sandbox.messages(sandbox.dm("U0ADA"))
    assert message.files


async def test_nothing_is_seen_before_the_last_step(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await uploaded(client)

    assert sandbox.messages(sandbox.dm("U0ADA")) == []


async def test_what_is_not_there_can_not_be_shared(sandbox: Sandbox, client: AsyncWebClient) -> None:
    announced = await client.files_getUploadURLExternal(filename="all.zip", length=len(DATA))
    for file in ("F0NONE", announced["file_id"]):
        assert await refused(client.files_completeUploadExternal(files=[{"id": file}])) == "file_not_found"
    file = await uploaded(client)
    person = client.files_completeUploadExternal(files=[{"id": file}], channel_id="U0ADA")
    assert await refused(person) == "channel_not_found"
    await client.files_completeUploadExternal(files=[{"id": file}], channel_id=sandbox.dm("U0ADA"))
    again = client.files_completeUploadExternal(files=[{"id": file}], channel_id=sandbox.dm("U0ADA"))
    assert await refused(again) == "file_not_found"
    assert len(sandbox.messages(sandbox.dm("U0ADA"))) == 1


async def test_a_length_that_is_wrong_and_an_address_that_is_none_are_refused(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    for length in ("0", "-1", "many"):
        wrong = client.api_call("files.getUploadURLExternal", params={"filename": "a.zip", "length": length})
        assert await refused(wrong) == "invalid_arguments"
    assert await refused(client.api_call("files.getUploadURLExternal", params={"length": 1})) == "invalid_arguments"
    answer = await client.files_getUploadURLExternal(filename="all.zip", length=len(DATA))
    assert (await put(answer["upload_url"], DATA + b"!"))[0] == 400
    assert (await put(f"{sandbox.url}/upload/v1/none"))[0] == 404


async def test_it_needs_its_scope_and_may_be_made_to_fail(sandbox: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.files_getUploadURLExternal(filename="all.zip", length=len(DATA))
    sandbox.faults.add(Fault.server_error("upload"))
    assert (await put(answer["upload_url"]))[0] == 500
    sandbox.granted_scopes.discard("files:write")
    assert await refused(client.files_getUploadURLExternal(filename="a.zip", length=1)) == "missing_scope"
