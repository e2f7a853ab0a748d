"""Which declarations of a Swift file need a documentation comment, and which of them have none.

What needs one, directly above it or above its attributes:
- every declaration that says `public`, `open` or `package`;
- every requirement of a public or package protocol;
- every line of cases of a public or package enum. One comment serves all cases of its line, and if all cases of an enum stand on
  one line, the comment of the enum is theirs.
Extensions need none, nor do the members that say what every reader knows: see UNDOCUMENTED.
"""
import re

# A declaration that other modules see; a requirement of a protocol; cases of an enum.
MODIFIER = r"(?:(?:static|class|final|mutating|nonmutating|indirect|override|convenience|required|lazy|weak|nonisolated|" \
    r"consuming|prefix)(?:\(\w+\))?\s+|(?:private|fileprivate|internal|package)\(set\)\s+)*"
KIND = r"(?P<kind>struct|enum|class|protocol|actor|extension|func|var|let|init|subscript|typealias|associatedtype|macro)\b"
VISIBLE = re.compile(rf"(?:extension\b[^{{]*{{\s*)?{MODIFIER}(?:public|open|package)\s+{MODIFIER}{KIND}")
REQUIREMENT = re.compile(MODIFIER + KIND)
CASES = re.compile(r"(?:indirect\s+)?case\b")
CONDITION = re.compile(r"#(?:if|elseif|else|endif)\b")
ATTRIBUTE = re.compile(r"@\w+(?:\.\w+)*")
UNDOCUMENTED = re.compile(
    r"(?:var|let) (description|debugDescription|errorDescription)\b|func (hash\(into|encode\(to)\b|init\(from |func (==|<)[\s(]")


def code_lines(text):
    """The lines of a Swift file with strings and comments blanked, and whether each is part of a documentation comment."""
    # What begins first counts: a quote in a comment opens no string, and slashes in a string are no comment.
    token = re.compile(
        r'(?P<hash>#*)"""[\s\S]*?"""(?P=hash)|#+".*?"#+|"(?:\\\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\\.|[^"\\\n])*"'
        r"|(?P<doc>///.*|/\*\*[\s\S]*?\*/)|(?P<comment>//.*|/\*[\s\S]*?\*/)")
    code = token.sub(lambda found: re.sub(r"[^\n]", "\1" if found["doc"] else " " if found["comment"] else "_", found[0]),
                      text)
    return [(line.strip("\1 \t"), "\1" in line) for line in code.split("\n")]


def behind_brackets(line, depth):
    """How many brackets are open at the end of the line, at most up to where all are closed, and what follows there."""
    for end, character in enumerate(line, 1):
        depth += (character in "([") - (character in ")]")
        if depth == 0:
            return 0, line[end:].strip()
    return depth, ""


def without_comment(file):
    """The declarations of a file that need a documentation comment and have none, each with its line."""
    with open(file, encoding="utf-8") as opened:
        text = opened.read()
    source = text.split("\n")
    missing = []
    depth = 0  # of braces
    documented = False
    brackets = 0  # that an attribute opened and the lines so far have not closed
    inside = []  # the visible protocols and enums around the line: kind, depth of their members, lines of cases without a comment
    for number, (line, is_comment) in enumerate(code_lines(text), 1):
        if not line:
            documented = is_comment or documented and source[number - 1].strip().startswith("//")
            continue
        # What stands behind the attributes, which may go over several lines.
        start = line
        if brackets > 0:
            brackets, start = behind_brackets(line, brackets)
        while brackets == 0 and (attribute := ATTRIBUTE.match(start)):
            start = start[attribute.end():]
            if start.startswith("("):
                brackets, start = behind_brackets(start, 0)
            start = start.strip()
        if not start:
            continue
        if CONDITION.match(line):
            continue
        context = inside[-1] if inside and inside[-1][1] == depth else None
        found = VISIBLE.match(start) or (REQUIREMENT.match(start) if context and context[0] == "protocol" else None)
        declaration = source[number - 1].strip()
        if found and found["kind"] != "extension" and not documented and not UNDOCUMENTED.search(declaration):
            missing.append((number, declaration))
        if context and context[0] == "enum" and CASES.match(start):
            context[2].append((number, declaration, documented))
        if found and found["kind"] in ("protocol", "enum") and "}" not in start:
            inside.append((found["kind"], depth + 1, []))
        depth += line.count("{") - line.count("}")
        while inside and depth < inside[-1][1] and "}" in line:
            cases = inside.pop()[2]
            if len(cases) > 1:
                missing += [(number, declaration) for number, declaration, documented in cases if not documented]
        documented = False
    return [f"{file}:{number}: no documentation comment: {declaration}" for number, declaration in sorted(missing)]
