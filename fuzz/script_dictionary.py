#!/usr/bin/env python3
"""Makes the dictionary of the targets that read scripts, of the grammar in docs/script.md.

    fuzz/script_dictionary.py           prints it
    fuzz/script_dictionary.py FILE      says whether FILE is it; exits 1 when it is not
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What is no word of the grammar: line ends with an indentation, what parts script and turns (fuzz/peer_stream.hpp),
# names that a script can use, numbers at their limits, and what the other side may say.
MORE = ["\n", "\n  ", "\n    ", "\r\n", "\x1e", "{=n}", "{=size}", "{=uid}", "{=messages}", "{=octets}", "{=timestamp}",
        "{=user}", "{=password}", "{=apop-digest}", "{any}", "{any a}", "{=a}", "{number a}", "\\r\\n", "\\x41", "1", "3",
        "1000000", "65536", "18446744073709551615", "10ms", "1440m", "USER u\r\n", "PASS p\r\n", "RETR 1\r\n",
        "LIST\r\n", "QUIT\r\n", "+OK\r\n", "-ERR\r\n", "\r\n.\r\n"]


def words():
    text = (ROOT / "docs/script.md").read_text(encoding="utf-8")
    grammar = re.search(r"^```abnf\n(.*?)^```", text, re.M | re.S)[1]
    grammar = re.sub(r";.*", "", grammar)
    found = re.findall(r'"([^"]+)"', grammar)
    # Words that stand one behind the other are one: "expect nothing for".
    found += [" ".join(re.findall(r'"([^"]+)"', run)) for run in re.findall(r'"[^"]+"(?: SP "[^"]+")+', grammar)]
    table = (ROOT / "fuzz/dict/commands.dict").read_text(encoding="utf-8")
    return sorted(set(found)) + re.findall(r'^"([A-Z0-9]+)"$', table, re.M)


def quoted(word):
    octets = word.encode()
    return '"' + "".join(chr(o) if 32 <= o < 127 and chr(o) not in '"\\' else f"\\x{o:02X}" for o in octets) + '"'


def main():
    lines = ["# Made of the grammar in docs/script.md: ci/fuzz --dictionaries"] + [quoted(word) for word in words() + MORE]
    wanted = "\n".join(lines) + "\n"
    if len(sys.argv) < 2:
        print(wanted, end="")
        return 0
    if pathlib.Path(sys.argv[1]).read_text(encoding="utf-8") != wanted:
        print(f"{sys.argv[1]} is not what docs/script.md says; run ci/fuzz --dictionaries", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
