"""The rules of rich_text blocks."""

from bot.sandbox.blocks.checks import (
    Check,
    Shape,
    anything,
    boolean,
    by_type,
    integer,
    items,
    one_of,
    string,
    url,
)

MOST_PARTS = 1000
STYLES = ("bold", "italic", "strike", "code", "highlight", "client_highlight", "unlink", "underline")
_style = Shape({}, dict.fromkeys(STYLES, boolean))
_kind: dict[str, Check] = {"type": anything}


def _part(**fields: Check) -> Shape:
    return Shape(_kind | fields, {"style": _style})


_inline = by_type(
    {
        "text": _part(text=string(12_000)),
        "user": _part(user_id=string(255)),
        "channel": _part(channel_id=string(255)),
        "usergroup": _part(usergroup_id=string(255)),
        "team": _part(team_id=string(255)),
        "broadcast": _part(range=one_of("here", "channel", "everyone")),
        "color": _part(value=string(255)),
        "emoji": Shape(_kind | {"name": string(255)}, {"unicode": string(255), "style": _style}),
        "link": Shape(_kind | {"url": url()}, {"text": string(12_000), "unsafe": boolean, "style": _style}),
        "date": Shape(
            _kind | {"timestamp": integer(0, 10**10), "format": string(255)},
            {"url": url(), "fallback": string(255), "style": _style},
        ),
    }
)
_inlines = items(_inline, most=MOST_PARTS, least=0)
_section = Shape(_kind | {"elements": _inlines})
_bordered = Shape(_kind | {"elements": _inlines}, {"border": integer(0, 1)})
_list = Shape(
    _kind
    | {
        "elements": items(by_type({"rich_text_section": _section}), most=MOST_PARTS),
        "style": one_of("bullet", "ordered"),
    },
    {"indent": integer(0, 8), "offset": integer(0, 10_000), "border": integer(0, 1)},
)
rich_text = Shape(
    _kind
    | {
        "elements": items(
            by_type(
                {
                    "rich_text_section": _section,
                    "rich_text_list": _list,
                    "rich_text_quote": _bordered,
                    "rich_text_preformatted": Shape(
                        _kind | {"elements": _inlines}, {"border": integer(0, 1), "language": string(50)}
                    ),
                }
            ),
            most=MOST_PARTS,
        )
    },
    {"block_id": string(255)},
)
