#!/usr/bin/env python3
"""Tests of comments.py: what it finds in small files, and what it must not find."""
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from comments import without_comment


def missing(text):
    """The numbers of the lines that need a comment and have none."""
    with tempfile.NamedTemporaryFile("w", suffix=".swift", delete=False, encoding="utf-8") as file:
        file.write(text)
    try:
        return [int(found.split(":")[1]) for found in without_comment(file.name)]
    finally:
        os.remove(file.name)


class Comments(unittest.TestCase):
    def test_declarations(self):
        for kind in ("struct S {}", "enum E {}", "protocol P {}", "func f() {}", "var v: Int { 0 }", "let l = 0", "init() {}",
                     "typealias T = Int", "static func f() {}", "final class C {}", "mutating func f() {}",
                     "private(set) var v = 0", "subscript(i: Int) -> Int { i }"):
            for access in ("public", "package", "open"):
                self.assertEqual(missing(f"{access} {kind}\n"), [1], kind)
                self.assertEqual(missing(f"/// A comment.\n{access} {kind}\n"), [], kind)
            self.assertEqual(missing(f"{kind}\n"), [], "an internal symbol needs none")
            self.assertEqual(missing(f"// No documentation.\npublic {kind}\n"), [2], kind)

    def test_a_comment_is_of_what_follows_directly(self):
        self.assertEqual(missing("/// Of a.\npublic let a = 1\npublic let b = 2\n"), [3])
        self.assertEqual(missing("/** Of a. */\npublic let a = 1\n"), [])
        self.assertEqual(missing("/// Of a.\n\npublic let a = 1\n"), [3])
        self.assertEqual(missing("/// Of a.\n// Why.\npublic let a = 1\n"), [])

    def test_attributes(self):
        self.assertEqual(missing("/// A comment.\n@inlinable\npublic func f() {}\n"), [])
        self.assertEqual(missing("@inlinable\npublic func f() {}\n"), [2])
        self.assertEqual(missing("@Option(\n  help: \"public let x\")\npublic var v = 0\n"), [3])
        self.assertEqual(missing("/// A comment.\n@Option(\n  help: \"a (b\")\npublic var v = 0\n"), [])

    def test_text_is_no_code(self):
        self.assertEqual(missing("let a = \"public let b = 1\"\n"), [])
        self.assertEqual(missing("let a = \"\"\"\n  public let b = 1\n  \"\"\"\n"), [])
        self.assertEqual(missing("/* public let b = 1 */\n"), [])
        self.assertEqual(missing("let a = \"/// \"\npublic let b = 1\n"), [2])
        self.assertEqual(missing("let a = \"{\"\n/// A comment.\npublic enum E {\n  case a\n  case b\n}\n"), [4, 5])

    def test_protocols(self):
        text = "/// A comment.\n{}protocol P {{\n  /// A comment.\n  var a: Int {{ get }}\n  func b()\n}}\n"
        self.assertEqual(missing(text.format("public ")), [5])
        self.assertEqual(missing(text.format("")), [])

    def test_cases(self):
        self.assertEqual(missing("/// A comment.\npublic enum E { case a, b }\n"), [])
        self.assertEqual(missing("/// A comment.\npublic enum E {\n  case a, b\n}\n"), [])
        self.assertEqual(missing("/// A comment.\npublic enum E {\n  /// Of a.\n  case a\n  case b\n}\n"), [5])
        self.assertEqual(missing("/// A comment.\nenum E {\n  case a\n  case b\n}\n"), [])
        # The members of a nested type are not those of the protocol or enum around it.
        self.assertEqual(
            missing("/// A.\npublic enum E {\n  /// Of a.\n  case a(Int)\n  var c: Int {\n    switch self {\n"
                    "    case .a(let i): i\n    }\n  }\n}\n"), [])

    def test_what_every_reader_knows(self):
        for member in ("var description: String { \"\" }", "func hash(into hasher: inout Hasher) {}",
                       "static func == (a: Self, b: Self) -> Bool { true }", "init(from decoder: any Decoder) throws {}"):
            self.assertEqual(missing(f"extension S {{\n  public {member}\n}}\n"), [], member)


if __name__ == "__main__":
    unittest.main()
