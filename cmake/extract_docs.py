"""Makes the docstrings of the Python modules from the comments of one public header.

Usage: extract_docs.py HEADER OUTPUT. The output defines DOC(Class), DOC(Class, member) and DOC(function): the text of
the comment before (or, with `///<`, behind) the declaration. A name without a comment is not defined, so that binding
it does not compile. Of several overloads the first one that has a comment counts. DOCS(Class) finds the text of a
member by its name.
"""

import re
import sys
from pathlib import Path

BLOCK = re.compile(r"/\*\*(.*?)\*/", re.S)
SCOPE = re.compile(r"(?<!<)(?<!, )\b(?:class|struct|enum class|enum|namespace narrows::|namespace)\s*\b(\w+)[^;{()]*\{")
SHARED = {"name", "prepare"}  # functions that several headers declare: DOC(header, name)
FUNCTION = re.compile(r"(~?\w+|operator\S+?)\s*\(")


def clean(comment: str) -> str:
    lines = [re.sub(r"^\s*\* ?", "", line).rstrip() for line in comment.strip().splitlines()]
    text = "\n".join(lines).strip()
    return text.replace("std::invalid_argument", "ValueError")


def declared_name(code: str) -> str | None:
    """The name that the declaration at the start of `code` declares."""
    code = re.sub(r"^\s*(?:(?://[^\n]*\n)|\s)*", "", code)
    code = re.sub(r"^(?:template\s*<[^{;]*?>\s*(?=\w|\[))", "", code)
    code = re.sub(r"\[\[[^\]]*\]\]", "", code)
    head = re.match(r"[^;{]*", code)
    if head is None:
        return None
    text = head.group(0)
    if scope := re.match(r"\s*(?:class|struct|enum class|enum)\s+(\w+)", text):
        return scope.group(1)
    if using := re.match(r"\s*using\s+(\w+)", text):
        return using.group(1)
    if function := FUNCTION.search(text):
        return function.group(1)
    names = re.findall(r"\w+", text.split("=")[0])
    return names[-1] if names else None


def scopes(text: str) -> list[tuple[int, int, str]]:
    """Begin, end and name of every class body; comments have been blanked out."""
    found = []
    for match in SCOPE.finditer(text):
        depth, i = 1, match.end()
        while depth and i < len(text):
            depth += {"{": 1, "}": -1}.get(text[i], 0)
            i += 1
        found.append((match.end(), i, match.group(1)))
    return found


def extract(text: str) -> dict[tuple[str, str], str]:
    """The text of each (scopes joined by _, name)."""
    blank = re.sub(r"/\*.*?\*/|//[^\n]*", lambda m: " " * len(m.group(0)), text, flags=re.S)
    bodies = scopes(blank)

    def qualified(position: int, name: str) -> tuple[str, str]:
        around = [body for body in bodies if body[0] <= position < body[1]]
        return "_".join(body[2] for body in sorted(around) if body[2] not in ("narrows", "")), re.sub(r"\W", "", name)

    docs: dict[tuple[str, str], str] = {}
    for match in BLOCK.finditer(text):
        if name := declared_name(blank[match.end() :]):
            docs.setdefault(qualified(match.end(), name), clean(match.group(1)))
    for match in re.finditer(r"^([^\n/]*?[;,{])?\s*///<([^\n]*(?:\n\s*///<?[^\n]*)*)", text, re.M):
        declaration = (match.group(1) or "").strip().rstrip(",;")
        if names := re.findall(r"\w+", declaration.split("=")[0].split("(")[0]):
            text_of_it = re.sub(r"\s*\n\s*///<?\s*", " ", match.group(2)).strip()
            docs.setdefault(qualified(match.start(), names[-1]), text_of_it)
    return docs


def main() -> None:
    header, output = map(Path, sys.argv[1:3])
    lines = ["#pragma once", f"// From {header.name} by cmake/extract_docs.py; do not edit.", '#include "doc.hpp"', ""]
    members: dict[str, list[str]] = {}
    for (scope, name), text in extract(header.read_text()).items():
        full = f"{scope}_{name}" if scope else name
        if full in SHARED:
            full = f"{header.stem}_{name}"
        lines.append(f'[[maybe_unused]] inline constexpr const char* doc_{full} = R"doc({text})doc";')
        members.setdefault(scope, []).append(f'{{"{name}", doc_{full}}}')
    for scope, entries in members.items():
        if scope and scope.split("_")[-1][0].isupper():  # a class; headers share their namespaces
            lines.append(f"[[maybe_unused]] inline constexpr MemberDoc docs_{scope}[] = {{{', '.join(entries)}}};")
    content = "\n".join(lines) + "\n"
    output.parent.mkdir(parents=True, exist_ok=True)
    if not output.exists() or output.read_text() != content:  # unchanged docs recompile nothing
        output.write_text(content)


main()
