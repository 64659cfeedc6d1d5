"""Reads what pip-audit reports: leaves with 1 for what is vulnerable, or is unknown and must not be."""

import json
import sys
from pathlib import Path


def verdict(report: Path, *, is_required: bool) -> tuple[int, list[str]]:
    """How to leave, and what to say; a package of which nothing could be learned makes all of it unknown."""
    found = json.loads(report.read_text(encoding="utf-8"))["dependencies"] if report.exists() else []
    vulnerable = [
        f"audit: {each['name']} {each['version']} has {known['id']}, mended in {known['fix_versions'] or 'no version'}."
        for each in found
        for known in each.get("vulns", ())
    ]
    unknown = [each["name"] for each in found if "skip_reason" in each]
    if vulnerable:
        return 1, vulnerable
    if unknown or not found:
        which = f"of {len(unknown)} of {len(found)} packages" if found else "of any package"
        return int(is_required), [f"audit: the advisories can't be reached from here; nothing is known {which}."]
    return 0, [f"audit: none of {len(found)} packages is known to be vulnerable."]


if __name__ == "__main__":
    code, said = verdict(Path(sys.argv[1]), is_required=sys.argv[2] == "required")
    sys.stdout.write("\n".join(said) + "\n")
    sys.exit(code)
