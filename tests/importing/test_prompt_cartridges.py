"""Reading prompts from the discussion topics of a Common Cartridge, whoever made it and however."""

import struct
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from bot.domain.prompt_files import LARGEST, MOST, Found, NotPrompts, Why
from bot.domain.prompts import TEXT_LIMITS, TITLE_LIMIT, Draft
from bot.importing.prompts import cartridge, read
from bot.importing.prompts.cartridge import LIMITS, Limits

WHY = "Why does this matter, and to whom?"
HOW = "How would you do it on Monday?"


def rejected(found: Found) -> list[tuple[int, Why]]:
    return [(each.where, each.why) for each in found.rejected]


def texts(found: Found) -> list[str]:
    return [prompt.text for prompt in found.prompts]


def topic(text: str, title: str = "Begin", kind: str = "text/html", space: str = "imsccv1p1/imsdt_v1p1") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><topic xmlns="http://www.imsglobal.org/xsd/{space}">'
        f'<title>{escape(title)}</title><text texttype="{kind}">{escape(text)}</text>'
        '<attachments><attachment href="a.pdf"/></attachments></topic>'
    )


def manifest(names: list[str], kind: str = "imsdt_xmlv1p1") -> str:
    topics = "".join(
        f'<resource identifier="T{at}" type="{kind}"><file href={quoteattr(name)}/></resource>'
        for at, name in enumerate(names)
    )
    return (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"><resources>'
        '<resource identifier="P" type="webcontent" href="page.html"><file href="page.html"/></resource>'
        f"{topics}</resources></manifest>"
    )


def packed(folder: Path, files: dict[str, str | bytes], *, how: int = zipfile.ZIP_DEFLATED) -> Path:
    file = folder / "course.imscc"
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file


def course(folder: Path, topics: dict[str, str | bytes], kind: str = "imsdt_xmlv1p1") -> Path:
    return packed(folder, {"imsmanifest.xml": manifest(list(topics), kind), **topics})


@pytest.mark.parametrize(
    ("kind", "space"),
    [
        ("imsdt_xmlv1p0", "imsdt_v1p0"),
        ("imsdt_xmlv1p1", "imsccv1p1/imsdt_v1p1"),
        ("imsdt_xmlv1p2", "imsccv1p2/imsdt_v1p2"),
        ("imsdt_xmlv1p3", "imsccv1p3/imsdt_v1p3"),
    ],
)
def test_the_topics_of_a_cartridge_of_every_version_are_found(tmp_path: Path, kind: str, space: str) -> None:
    file = course(tmp_path, {"one.xml": topic(f"<p>{WHY}</p>", "Begin & go", space=space)}, kind)
    assert read(file) == Found((Draft(WHY, "Begin & go"),), ())
    assert read(file.rename(tmp_path / "course.anything")).prompts == (Draft(WHY, "Begin & go"),)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>What is\n  the <b>point</b>&nbsp;&amp; why?</p>", "What is the point & why?"),
        ("<div><p>Think first.</p>\n<p>What is it?<br/>And why?</p></div>", "Think first.\nWhat is it?\nAnd why?"),
        ("Compare: <ul><li>this</li><li>that</li></ul>", "Compare:\nthis\nthat"),
        ("<table><tr><td>What is</td><td>the point?</td></tr></table>", "What is the point?"),
        ("<style>p { x }</style>What is<script>a < b</script> it for?", "What is it for?"),
        ("<!--[if gte mso 9]><xml>Word</xml><![endif]-->What is it for?", "What is it for?"),
        ("<![if !vml]>What is<![endif]> it <![nonsense[ for?", "What is it <![nonsense[ for?"),
        ("<img alt='x > y' title=\"a < b\">Is 3 < 4 and 5 > 4, &copy me?", "Is 3 < 4 and 5 > 4, © me?"),
        ("What is it <b for?", "What is it <b for?"),
        ("What is &#" + "9" * 5000 + "; it for?", None),
    ],
)
def test_html_is_read_as_plain_words(tmp_path: Path, html: str, text: str | None) -> None:
    found = read(course(tmp_path, {"one.xml": topic(html)}))
    assert texts(found) == ([text] if text else [])


def test_plain_text_is_left_as_it_is(tmp_path: Path) -> None:
    file = course(tmp_path, {"one.xml": topic("Is a <b> bold?\nAnd &amp;?", kind="text/plain")})
    assert texts(read(file)) == ["Is a <b> bold?\nAnd &amp;?"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE topic [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    "<topic><title>x</title><text>&b;</text></topic>"
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (topic("<p>Why?</p>"), Why.TOO_SHORT),
        ("<topic/>", Why.TOO_SHORT),
        (topic("x" * (TEXT_LIMITS[1] + 1)), Why.TOO_LONG),
        (topic(HOW, "x" * (TITLE_LIMIT + 1)), Why.TITLE_TOO_LONG),
        (topic(f"<i>{WHY}</i>"), Why.TWICE),
        ("<topic><title>", Why.UNREADABLE),
        ("<quiz><text>What is it for?</text></quiz>", Why.UNREADABLE),
        ('<?xml version="1.0" encoding="hex"?><topic/>', Why.UNREADABLE),
        ('<?xml version="1.0" encoding="big5"?><topic/>', Why.UNREADABLE),
        (topic(HOW).encode() + b"\xff", Why.UNREADABLE),
        (BOMB, Why.UNREADABLE),
        (topic(HOW) + " " * LARGEST, Why.UNREADABLE),
    ],
)
def test_a_topic_that_is_no_prompt_is_rejected_by_its_name(tmp_path: Path, content: str | bytes, why: Why) -> None:
    file = course(tmp_path, {"1.xml": topic(WHY), "2.xml": content, "3.xml": topic("This is taken in any case.")})
    found = read(file)
    assert texts(found) == [WHY, "This is taken in any case."]
    [problem] = found.rejected
    assert (problem.where, problem.name, problem.why) == (2, "2.xml", why)


@pytest.mark.parametrize("name", ["../secret.xml", "/etc/passwd", "file:///etc/passwd", "gone.xml", ""])
def test_a_name_that_is_not_inside_leads_nowhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.xml").write_text(topic(WHY))
    found = read(packed(tmp_path, {"imsmanifest.xml": manifest([name])}))
    assert rejected(found) == [(1, Why.UNREADABLE)]


def test_a_name_may_be_written_as_an_address_and_is_read_once(tmp_path: Path) -> None:
    listed = manifest(["a%20b.xml", "a%20b.xml"])
    assert read(packed(tmp_path, {"imsmanifest.xml": listed, "a b.xml": topic(WHY)})) == Found(
        (Draft(WHY, "Begin"),), ()
    )


def test_a_topic_without_a_list_of_files_may_name_its_own(tmp_path: Path) -> None:
    listed = '<manifest><resource type="imsdt_xmlv1p2" href="a.xml"/></manifest>'
    assert texts(read(packed(tmp_path, {"imsmanifest.xml": listed, "a.xml": topic(WHY)}))) == [WHY]


def damaged(file: Path, name: str, *, at: int, by: bytes) -> Path:
    """Change a file's entry in the list that ends a zip."""
    content = bytearray(file.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    content[entry + at : entry + at + len(by)] = by
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("at", "by"),
    [
        (8, struct.pack("<H", 1)),  # encrypted
        (10, struct.pack("<H", 99)),  # packed in an unknown way
        (10, struct.pack("<H", zipfile.ZIP_LZMA)),
        (16, b"\0\0\0\0"),  # another checksum
        (24, struct.pack("<I", 2**31)),  # a size no topic has
        (42, struct.pack("<I", 3)),  # begins elsewhere
    ],
)
def test_a_damaged_or_locked_file_is_rejected(tmp_path: Path, at: int, by: bytes) -> None:
    file = damaged(course(tmp_path, {"1.xml": topic(WHY), "2.xml": topic(HOW)}), "2.xml", at=at, by=by)
    found = read(file)
    assert texts(found) == [WHY]
    assert rejected(found) == [(2, Why.UNREADABLE)]


def test_a_file_whose_packed_bytes_are_nonsense_is_rejected(tmp_path: Path) -> None:
    file = course(tmp_path, {"1.xml": topic(WHY), "2.xml": topic(HOW)})
    content = bytearray(file.read_bytes())
    begins = content.index(b"2.xml") + len("2.xml")
    content[begins : begins + 9] = b"\xff" * 9
    file.write_bytes(content)
    assert rejected(read(file)) == [(2, Why.UNREADABLE)]


def test_a_file_that_hides_its_size_is_read_up_to_the_limit(tmp_path: Path) -> None:
    large = course(tmp_path, {"1.xml": topic(WHY), "2.xml": topic(HOW) + " " * 3 * LARGEST})
    found = read(damaged(large, "2.xml", at=24, by=struct.pack("<I", 100)))
    assert rejected(found) == [(2, Why.UNREADABLE)]


def test_topics_that_unpack_to_very_much_together_are_refused(tmp_path: Path) -> None:
    limits = Limits(together=4 * LARGEST, manifest=10_000)
    big = {f"{number}.xml": topic(f"{WHY} {number}") + " " * (LARGEST - 1000) for number in range(5)}
    with pytest.raises(NotPrompts, match="unpack to more than"):
        cartridge.read(course(tmp_path, {**big}), limits)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"page.html": "<p>"}, "no imsmanifest.xml"),
        ({"imsmanifest.xml": "<manifest>"}, "can't be read"),
        ({"imsmanifest.xml": f"<!DOCTYPE manifest>{manifest(['a.xml'])}"}, "can't be read"),
        ({"imsmanifest.xml": manifest(["a.xml"]) + " " * LIMITS.manifest}, "can't be read"),
        ({"imsmanifest.xml": manifest([])}, "no prompt"),
        ({"imsmanifest.xml": manifest([f"{at}.xml" for at in range(MOST + 1)])}, "more than 5,000"),
        ({f"{at}": "" for at in range(LIMITS.members + 1)}, "more than 20,000 files"),
    ],
)
def test_a_zip_that_is_no_cartridge_is_refused(tmp_path: Path, files: dict[str, str | bytes], told: str) -> None:
    with pytest.raises(NotPrompts, match=told):
        read(packed(tmp_path, files))


def test_a_zip_with_a_huge_list_of_files_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(NotPrompts, match="more than 20,000 files"):
        cartridge.read(course(tmp_path, {"one.xml": topic(WHY)}), Limits(contents=100))


def test_a_cartridge_too_large_to_be_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotPrompts, match="larger than"):
        cartridge.read(course(tmp_path, {"one.xml": topic(WHY)}), Limits(zip=10))
