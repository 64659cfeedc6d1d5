"""files.*: uploading in three steps, of which the last is seen."""

from bot.sandbox.errors import ApiError
from bot.sandbox.files import File
from bot.sandbox.messages import FILE_SHARE, Json
from bot.sandbox.methods import chat
from bot.sandbox.methods.request import Request
from bot.sandbox.world import Conversation

LARGEST = 1_000_000_000


def get_upload_url(request: Request) -> Json:
    """files.getUploadURLExternal: an address for a file of a name and an exact length."""
    name, length = request.args.required("filename"), request.args.required("length")
    if not length.isdigit() or int(length) == 0:
        raise ApiError.at("invalid_arguments", ["length must be a positive number"])
    if int(length) > LARGEST:
        raise ApiError("file_upload_size_restricted")
    file = request.backstage.files.announce(name, int(length))
    return {"upload_url": request.backstage.files.upload_url(file), "file_id": file.id}


def complete_upload(request: Request) -> Json:
    """files.completeUploadExternal: what was uploaded is shared, by one message, in the channel that is named."""
    uploaded = [_uploaded(request, each) for each in _listed(request)]
    place = _place(request)
    for file, title in uploaded:
        file.title, file.is_shared = title or file.name, True
    if place is not None:
        words = chat.content_of_files(request)
        shown = [request.backstage.files.wire(file) for file, _ in uploaded]
        request.backstage.workspace.post(chat.new_message(request, place, words, files=shown, subtype=FILE_SHARE))
    return {"files": [{"id": file.id, "title": file.title} for file, _ in uploaded]}


def _listed(request: Request) -> list[Json]:
    listed = request.args.structure("files", "invalid_arguments")
    if not isinstance(listed, list) or not listed or not all(isinstance(each, dict) for each in listed):
        raise ApiError.missing("files")
    return listed


def _uploaded(request: Request, listed: Json) -> tuple[File, str]:
    """A file that is there and was not shared yet."""
    file = request.backstage.files.get(str(listed.get("id", "")))
    if file is None or file.data is None or file.is_shared:
        raise ApiError("file_not_found")
    return file, str(listed.get("title") or "")


def _place(request: Request) -> Conversation | None:
    """Where it is shared: a conversation's id, a person's is none."""
    channel = request.args.text("channel_id")
    if not channel:
        return None
    place = request.world.conversations.get(channel)
    if place is None or (place.is_private and not request.world.app_is_in(place)):
        raise ApiError("channel_not_found")
    return chat.writable(request, place)
