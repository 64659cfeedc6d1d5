"""Getting to know somebody before a rule asks who they are."""

from bot.clock import Clock
from bot.domain.ids import PersonId, WorkspaceId
from bot.services.directory import Directory
from storage.store import Store


async def learn_about(
    store: Store, directory: Directory, clock: Clock, workspace: WorkspaceId, person: PersonId
) -> None:
    """Ask the workspace about somebody of whom it was never asked; they stay unknown when it can't say."""
    known = await store.read(workspace, lambda uow: uow.people.get(person))
    if known.profile_read_at is not None:
        return
    profile = await directory.profile(workspace, person)
    if profile is not None:
        await store.write(workspace, lambda uow: uow.people.read(profile, clock.now()))
