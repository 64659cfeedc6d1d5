"""What people read in a browser while they install the app: pages that load nothing and run nothing."""

from html import escape

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Knowhow</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; color: #1d1c1d; background: #f6f4ef; margin: 0; padding: 12vh 1.5rem; }}
main {{ max-width: 34rem; margin: auto; background: #fff; padding: 2rem 2.5rem; border-radius: 12px;
  box-shadow: 0 1px 4px #0002; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }}
a.button {{ display: inline-block; background: #16423c; color: #fff; text-decoration: none; font-weight: 600;
  padding: .65rem 1.25rem; border-radius: 8px; }}
a.button:focus-visible {{ outline: 3px solid #6a9c89; outline-offset: 2px; }}
li {{ margin: .35rem 0; }}
</style>
</head>
<body><main><h1>{title}</h1>{body}</main></body>
</html>
"""
REASONS = {
    "access_denied": ("Nothing was installed", "You chose not to allow it, so nothing has changed in your workspace."),
    "invalid_browser": (
        "That was begun in another browser",
        "For your safety the installation ends in the browser in which it began, within ten minutes.",
    ),
    "invalid_state": (
        "That link was used already, or is too old",
        "Each link works once, for ten minutes. Nothing was changed by this one.",
    ),
    "missing_code": ("Something is missing", "Slack did not send what is needed to finish, so nothing was changed."),
    "invalid_code": ("Slack did not accept it", "Slack says that this permission is no longer good."),
}
_OTHERWISE = ("The installation did not finish", "Slack could not be reached, or something went wrong here.")


def install(authorize_url: str) -> str:
    """The page on which the installation begins."""
    body = f"""
<p>Knowhow brings questions to the colleagues who know, in Slack, and keeps what was answered findable.</p>
<ul>
<li>It posts only in channels to which somebody invited it.</li>
<li>It reads only replies to what it posted itself, and only where you allow that.</li>
<li>You can remove it at any time in Slack; what it kept is then erased.</li>
</ul>
<p>Slack shows next what it asks to be allowed. A workspace may need an administrator's consent.</p>
<p><a class="button" href="{escape(authorize_url)}">Add to Slack</a></p>"""
    return _PAGE.format(title="Add Knowhow to your workspace", body=body)


def installed(workspace: str | None, open_url: str) -> str:
    """The page at the end; without a workspace the app was installed for a whole organisation."""
    if workspace is None:
        title = "Knowhow is installed in your organisation"
        next_ = (
            "<p>Add it to workspaces under <em>Manage apps</em> of the organisation. People find it there at once, "
            "and as soon as somebody opens it there you get the first three steps in a direct message from Knowhow.</p>"
        )
    else:
        title = f"Knowhow is installed in {escape(workspace)}"
        next_ = "<p>The first three steps wait for you in a direct message from Knowhow.</p>"
    body = f"""{next_}<p><a class="button" href="{escape(open_url)}">Open Slack</a></p>"""
    return _PAGE.format(title=title, body=body)


def not_installed(reason: str, install_path: str) -> str:
    """The page for whoever could not be installed for: why, and how to begin again."""
    title, why = REASONS.get(reason, _OTHERWISE)
    body = f"""<p>{why}</p><p><a class="button" href="{escape(install_path)}">Start again</a></p>"""
    return _PAGE.format(title=title, body=body)
