#!/usr/bin/env python3
"""Makes the seeds of the fuzz targets from the scripts and the known messages.

    fuzz/make_seeds.py           writes corpus/seeds/
    fuzz/make_seeds.py --check   says what differs from corpus/seeds/, and exits 1

A seed is what a target reads: first the octets that choose (fuzz/*.cpp), then the data.
"""
import hashlib
import itertools
import pathlib
import re
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEEDS = ROOT / "corpus" / "seeds"
REPLY_LIMIT = 1000  # octets; ci/fuzz runs the target with inputs of at most 1024
MESSAGE_LIMIT = 1500

PLACEHOLDERS = {
    "any": "text", "word": "word", "number": "320", "unique-id": "whqtswO00WBw418f9t5JxYwZ",
    "user": "popquiz", "password": "secret", "apop-digest": "c4c9334bac560ecc979e58001b3e22fb",
    "timestamp": "<1896.697170952@popquiz.invalid>",
}
ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0"}


def unescape(text):
    """The octets of a line of a script, something plausible in place of each placeholder."""
    def placeholder(match):
        word = re.split(r"[ =]", match.group(1).lstrip("="))[0]
        return PLACEHOLDERS.get(word, "2")

    text = re.sub(r"\{([^}]*)\}", placeholder, text)
    out = b""
    for escape, hexadecimal, plain in re.findall(r"\\([^x])|\\x(..)|([^\\])", text):
        if escape:
            out += ESCAPES.get(escape, escape.encode())
        else:
            out += bytes([int(hexadecimal, 16)]) if hexadecimal else plain.encode()
    return out


class Scripts:
    """What the scripts say: the commands of each, its status lines, and whole replies."""

    def __init__(self):
        self.sessions, self.texts, self.lines, self.replies = [], set(), set(), set()
        for path in sorted((ROOT / "conformance" / "server").rglob("*.pop3")):
            self.read(path.read_text(encoding="utf-8"))

    def read(self, script):
        session, reply = b"", b""
        for step in re.findall(r"^ *([CS][:=|!*.@]) ?(.*)$", script, re.M):
            kind, text = step
            if kind == "C:":
                session += unescape(text) + b"\r\n"
            elif kind == "C!":
                session += unescape(text[1:-1])
            elif kind in ("S:", "S="):
                self.end(reply)
                reply = unescape(text) + b"\r\n"
                self.texts.add(unescape(text).split(b" ", 1)[-1])
            elif kind == "S!":
                reply += unescape(text[1:-1])
            elif kind in ("S|", "S*"):
                self.lines.add(unescape(text))
                reply += stuffed(unescape(text)) + b"\r\n"
            elif kind == "S.":
                reply += b".\r\n"
        self.end(reply)
        if session:
            self.sessions.append(session)

    def end(self, reply):
        if reply:
            self.replies.add(reply)


def messages():
    return [p.read_bytes() for p in sorted((ROOT / "corpus" / "messages").rglob("*.eml"))]


def stuffed(line):
    return b"." + line if line.startswith(b".") else line


def on_the_wire(message):
    lines = re.sub(rb"(?<!\r)\n", b"\r\n", message).split(b"\r\n")
    if not lines[-1]:
        lines.pop()
    return b"".join(stuffed(line) + b"\r\n" for line in lines)


def numbered(data):
    """Each with a number that is its own, so that one more script does not change the other seeds."""
    return ((zlib.crc32(octets), octets) for octets in data)


# How a stream is cut (fuzz/pieces.hpp): at once, in two, in pieces of 1, of changing lengths.
CUTS = [b"\0\0\0", b"\x20\0\0", b"\0\0\x01", b"\x05\0\x61", b"\x40\0\x62"]
# Shape, strictness and spans, then the limits (fuzz/replies.cpp).
REPLY_HEADS = [b"\x00\0\0\0", b"\x04\0\0\0", b"\x20\0\0\0", b"\x1b\xf8\x40\0", b"\x38\0\0\xc8"]


def windows(octets, size):
    """The begin, the end, and what stands around the places where buffers end."""
    yield octets[:size]
    if len(octets) > size:
        yield octets[-size:]
        yield octets[1024 - size // 2:1024 + size // 2]


def reply_seeds(scripts):
    bodies = [b"+OK message follows\r\n" + on_the_wire(m) + b".\r\n" for m in messages()]
    streams = sorted(scripts.replies) + [w for b in bodies for w in windows(b, REPLY_LIMIT)]
    streams += [b"+ \r\n", b"+ dGVzdA==\r\n", b"+\r\n", b"+OK\na\n..b\n.\n", b"+OK\r\na\n.\nb\r\n.\r\n"]
    shape = {b"+ ": 2, b"+\r": 2}
    for number, stream in numbered(streams):
        head = REPLY_HEADS[number % len(REPLY_HEADS)]
        bits = head[0] & ~3 | shape.get(stream[:2], 0 if stream.count(b"\n") > 1 else 1)
        bits |= number & 0xC0
        yield bytes([bits]) + head[1:] + bytes([number % 7]) + CUTS[number % len(CUTS)] + stream


def body_seeds(_):
    """Rows of tokens (fuzz/bodies.cpp): lines, each of the other tokens between them, the end."""
    lines, end = b"\x7a", b"\x0e"
    for number, token in numbered(bytes([token]) for token in range(256)):
        head = bytes([number % 128, number % 4 if number % 3 == 0 else 0, number % 7])
        yield head + CUTS[number % len(CUTS)] + b"\0" + lines + token + lines + end


def command_seeds(scripts):
    sessions = sorted({s[:MESSAGE_LIMIT] for s in scripts.sessions}, key=lambda s: (len(s), s))
    for number, session in numbered(sessions):
        yield b"\0" + bytes([0 if number % 3 else 40]) + CUTS[number % len(CUTS)] + session
    arguments = [b"", b"popquiz", b"a b", b"x\r\nDELE 1", b"x\nDELE 1", b"x\rDELE 1", b"a\0b", b"\xc3\xa9", b"A" * 250]
    for verb, argument in itertools.product(range(17), arguments):
        form = (verb + len(argument)) % 5
        yield bytes([1, verb, form, 0, min(len(argument), 255)]) + argument + b"2"


def listing_seeds(scripts):
    texts = sorted(scripts.texts | scripts.lines)
    texts += [b"[IN-USE] locked", b"[SYS/TEMP] later", b"[X/Y/Z]", b"18446744073709551615", b"1 18446744073709551616",
              b"1 " + b"u" * 70, b"1 " + b"u" * 71, b"SASL PLAIN  CRAM-MD5", b"UIDL", b"TOP ", b"<a@b>", b"<a@b@c>"]
    texts = [t[:MESSAGE_LIMIT] for t in texts]
    for number, text in numbered(texts):
        shape = 5 if text.startswith(b"[") else 6 if b"<" in text else number % 4 if text[:1].isdigit() else 3
        yield bytes([shape | (8 if number % 2 else 0)]) + text
    yield b"\x07\x50" + CUTS[3] + b"\r\n".join(texts[:40]) + b"\n\r\n\r\r\nend"
    yield b"\x04" + bytes(range(256)) * 2 + b"aXAy"


def reply_line_seeds(scripts):
    texts = sorted(scripts.texts | scripts.lines)
    texts += [b"", b".", b"..", b"dGVzdA==", b"\xc3\xa9", b"x\r\n.\r\n", b"x" * 505, b"x" * 506, b"u" * 70, b"u" * 71]
    texts = [t[:MESSAGE_LIMIT] for t in texts]
    codes = [b"", b"IN-USE", b"SYS/TEMP", b"SYS//TEMP", b"A]", b"AUTH"]
    for number, text in numbered(texts):
        code = codes[number % len(codes)]
        yield bytes([0, len(code) << 1 | number % 2, 0 if number % 5 else 40]) + code + text
        yield bytes([1 + number % 4]) + (number % 1000).to_bytes(8, "big") * (number % 4 in (1, 2)) + text
    body = b"".join(bytes([len(t)]) + t for t in texts if len(t) < 256)
    yield from (b"\x05" + w for w in windows(body, MESSAGE_LIMIT))


def stuffing_seeds(_):
    for message in messages():
        for number, window in numbered(windows(message, MESSAGE_LIMIT)):
            yield bytes([number % 7, number % 13]) + CUTS[number % len(CUTS)] + CUTS[(number + 1) % len(CUTS)] + window


# Conversations with fetch_op (fuzz/sessions.cpp): what the server says, a part for each write of the client's.
CAPABILITIES = b"+OK\r\nUSER\r\nUIDL\r\n.\r\n"
PIPELINED = b"+OK\r\nUSER\r\nUIDL\r\nPIPELINING\r\nRESP-CODES\r\n.\r\n"


def session_seeds(scripts):
    turn = b"\x1e"
    login = turn.join([b"+OK <a@b.c>\r\n", CAPABILITIES, b"+OK in\r\n", CAPABILITIES])  # APOP
    survey = turn.join([b"+OK 2 20\r\n", b"+OK\r\n1 10\r\n2 10\r\n.\r\n", b"+OK\r\n1 a\r\n2 b\r\n.\r\n"])
    shared = turn.join([b"+OK 2 20\r\n", b"+OK\r\n1 10\r\n2 10\r\n.\r\n", b"+OK\r\n1 a\r\n2 a\r\n.\r\n"])
    mail = turn.join([b"+OK\r\nS: 1\r\n\r\n..a\r\n.\r\n", b"+OK\r\nS: 2\r\n\r\nb\r\n.\r\n"])
    end = turn.join([b"+OK\r\n", b"+OK\r\n", b"+OK bye\r\n"])
    plain = turn.join([login, survey, mail, end])
    many = b"".join(b"+OK\r\nS: %d\r\n\r\n.\r\n" % n for n in range(2))
    pipelined = turn.join([b"+OK <a@b.c>\r\n", PIPELINED, b"+OK\r\n", PIPELINED, survey.replace(turn, b""), many,
                           b"+OK\r\n+OK\r\n", b"+OK\r\n"])
    sasl = turn.join([b"+OK\r\n", b"+OK\r\nSASL TOY\r\n.\r\n", b"+ YQ==\r\n", b"+OK\r\n", CAPABILITIES, survey, mail, end])
    stls = turn.join([b"+OK\r\n", b"+OK\r\nSTLS\r\n.\r\n", b"+OK\r\n", CAPABILITIES, b"+OK\r\n", b"+OK\r\n", CAPABILITIES,
                      survey, mail, end])
    streams = [plain, pipelined, sasl, stls, turn.join([login, shared, mail, end]),
               stls.replace(b"+OK\r\n\x1e+OK\r\nUSER", b"+OK\r\n+OK injected\r\n\x1e+OK\r\nUSER"),
               turn.join([b"+OK\r\n", b"-ERR\r\n", b"+OK\r\n", b"-ERR [IN-USE] x\r\n"]),
               turn.join([login, b"-ERR\r\n", b"-ERR\r\n", b"-ERR\r\n", b"+OK\r\n"]),
               turn.join([login, survey, b"-ERR gone\r\n", b"+OK\r\nS: 2\r\n\r\nb\r\n", b""])]
    for stream in streams:
        for bits in (0x00, 0x20, 0x24, 0x03, 0x21, 0x30):
            yield bytes([bits, bits >> 1 & 3]) + CUTS[(bits + len(stream)) % len(CUTS)] + stream


# A client of the mock server that says everything once, some of it at once (fuzz/served_script.cpp).
CLIENT = (b"CAPA\r\nUSER u\r\n\x1ePASS p\r\n\x1eSTAT\r\nLIST\r\nLIST 1\r\nUIDL\r\nuidl 2\r\n\x1eRETR 1\r\nTOP 3 5\r\n"
          b"DELE 2\r\nRETR 2\r\n\x1eNOOP\r\nXYZZY\r\nLIST 0\r\nRSET\r\nRETR 3\r\nDELE 1\r\n\x1eSTLS\r\nQUIT\r\n")


def script_texts():
    folders = [ROOT / "conformance" / "server", ROOT / "script" / "test" / "data"]
    return [p.read_text(encoding="utf-8") for folder in folders for p in sorted(folder.rglob("*.pop3"))]


def script_seeds(_):
    yield from (text.encode() for text in script_texts())


def steps_of(text):
    return text.partition("\n\n")[2]


def served_script_seeds(_):
    for number, steps in numbered(steps_of(t).encode() for t in script_texts() if re.search("^on ", t, re.M)):
        yield bytes([number % 16, 255 if number % 5 else 0]) + CUTS[number % len(CUTS)] + steps + b"\x1e" + CLIENT


def replies_to(steps):
    """What a server says to a dialogue: a turn for each command, as far as the steps tell."""
    turns = [b"+OK <1896.697170952@popquiz.invalid>\r\n"]
    for kind, text in re.findall(r"^ *(login|[CS][:=|!*.@])(.*)$", steps, re.M):
        text = text[1:]
        if kind == "login":
            turns += [b"+OK\r\n", b"+OK\r\n"]
        elif kind.startswith("C"):
            turns.append(b"")
        elif kind in ("S:", "S="):
            turns[-1] += unescape(text) + b"\r\n"
        elif kind == "S!":
            turns[-1] += unescape(text.strip()[1:-1])
        elif kind in ("S|", "S*"):
            turns[-1] += stuffed(unescape(text)) + b"\r\n"
        else:
            turns[-1] += b"Subject: 1\r\n\r\n..dot\r\n.\r\n" if kind == "S@" else b".\r\n"
    return b"\x1e".join(turns)


def played_dialogue_seeds(_):
    for number, steps in numbered(steps_of(t).encode() for t in script_texts() if "subject: server" in t):
        yield bytes([number % 4]) + CUTS[number % len(CUTS)] + steps + b"\x1e" + replies_to(steps.decode())


# What a client says to the reference server (fuzz/server.cpp): the commands of the scripts, behind a login.
LOGINS = [b"USER u\r\nPASS sesame\r\n", b"APOP u eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\r\n", b"AUTH ASK c2VzYW1l\r\n",
          b"AUTH ASK-TWICE\r\n\x1eYQ==\r\n\x1eYg==\r\n\x1ec2VzYW1l\r\n", b"STLS\r\n\x1eUSER u\r\n\x1ePASS sesame\r\n",
          b"USER u\r\nPASS sesam\r\nUSER u\r\nPASS sesame2\r\nUSER u\r\nPASS Sesame\r\nUSER u2\r\nPASS sesame\r\n",
          b"USER u\r\nPASS guessed\r\nUTF8\r\nCAPA\r\nUSER u\r\nPASS sesame\r\n", b""]
EVERYTHING = (b"STAT\r\nLIST\r\nUIDL\r\nRETR 3\r\nTOP 3 5\r\nDELE 2\r\nRETR 2\r\nLIST 1\r\nUIDL 4\r\nRETR 5\r\n"
              b"NOOP\r\nLANG\r\nRSET\r\nRETR 4\r\nDELE 1\r\nDELE 5\r\nTOP 1 0\r\nXYZZY\r\nQUIT\r\n")


def server_seeds(scripts):
    sessions = sorted({s[:MESSAGE_LIMIT] for s in scripts.sessions})
    for number, session in numbered(sessions):
        turns = session.replace(b"\r\n", b"\r\n\x1e") if number % 2 else session
        login = LOGINS[number % len(LOGINS)]
        yield bytes([number % 8 | (1 if b"STLS" in login else 0)]) + CUTS[number % len(CUTS)] + login + turns + b"QUIT\r\n"
    for number, login in enumerate(LOGINS):
        for facts in (0, 1, 5):
            yield bytes([facts]) + CUTS[number % len(CUTS)] + login + EVERYTHING


# A fault for each of the runs (fuzz/client_and_server.cpp): its kind, and where.
FAULTS = [b"\x03\0\0" * 3, b"\x00\x40\0\x01\x20\0\x02\x03\0", b"\x10\x80\x01\x20\x10\x01\x30\xff\0",
          b"\x02\x01\0\x02\x05\0\x02\x09\0", b"\x21\x30\0\x11\x50\0\x01\x70\0"]


def client_and_server_seeds(_):
    mail = [m[:MESSAGE_LIMIT // 3] for m in messages()]
    mail += [b"", b".", b"..\r\n.\r\n", b"+OK\r\n", b"a\nb\rc\r\n", b"x" * 300]
    for number in range(len(mail) * 4):
        chosen = [mail[(number * step + step) % len(mail)] for step in range(1 + number % 5)]
        head = bytes([number * 37 % 256]) + FAULTS[number % len(FAULTS)]
        yield head + CUTS[number % len(CUTS)] + b"\x1e".join(m.replace(b"\x1e", b"") for m in chosen)


# Destination, deletion and what fails (fuzz/fetch_store.cpp), then messages that say of themselves what they like.
UNIQUE_IDS = [b"a", b"b", b"a", b"", b"../../etc/x", b"/", b"u" * 70, b"u" * 71, b"new/..", b"\xff\xfe", b"a b", b"\0",
              b"popquiz-journal", b"whqtswO00WBw418f9t5JxYwZ"]
SIZES = [b"10", b"0", b"", b"18446744073709551615", b"18446744073709551616", b"-1", b"x"]


def fetch_store_seeds(_):
    mail = [m[:400] for m in messages()] + [b"", b"From me\n>From you\n", b"a\rb\r\n", b"+OK\r\nlate\r\n"]
    for number in range(160):
        records = []
        for step in range(1 + number % 6):
            octets = mail[(number + step * 7) % len(mail)].replace(b"\x1e", b"").replace(b"\x1d", b"")
            records.append(UNIQUE_IDS[(number * 3 + step * 5) % len(UNIQUE_IDS)] + b"\n" +
                           SIZES[(number + step) % len(SIZES)] + b"\n" + octets)
        head = bytes([number * 29 % 64, number * 11 % 64, number * 5 % 90 if number % 3 else 0, number % 4, number % 251])
        journal = b"\x1d1 2 " + b"0" * 64 + b"\npopquiz-x\nend\n" if number % 8 == 5 else b""
        yield head + CUTS[number % len(CUTS)] + b"\x1e".join(records) + journal


def ledger_seeds(_):
    """What is tried, the crash, then changes (fuzz/ledger.cpp); or a file's octets, or changes to a ledger's."""
    yield b"\0"
    yield b"\0SQLite format 3\0\x10\0\x02\x02\0\x40\x20\x20" + bytes(76)
    for number, message in enumerate(messages()):
        yield b"\0" + message[:64]
        octets = hashlib.sha256(message).digest() * 4
        yield bytes([1, number % 16]) + octets[:3 * (1 + number % 20)]
        yield bytes([2 + number % 2, number % 4]) + octets[:2] + bytes([number % 3, 1 + number % 24]) + octets * 2


def sasl_seeds(_):
    """A mechanism, who talks to whom (fuzz/sasl.cpp), and what is said."""
    challenges = [b"", b"r=\x1fserver,s=QSXCR+Q6sek8bf92,i=4096\x1ev=rmF9pqV8S7suAoZWja4dJRkFsKQ=", b"User Name\0\x1ePassword\0",
                  b"<1896.697170952@popquiz.invalid>", b'{"status":"invalid_token"}\x1e\x01', b"e=other-error",
                  b"r=\x1fx,s=,i=1", b"m=ext,r=\x1fx,s=QUJD,i=4096"]
    responses = [b"", b"\0mrose\0tanstaaf", b"\0mrose\0guessed", b"x\0mrose\0tanstaaf", b"mrose\x1etanstaaf", b"mrose",
                 b"mrose\x1eguessed", b"mrose 0123456789abcdef0123456789abcdef", b"n,,n=mrose,r=abc\x1ec=biws,r=\x1f,p=QUJD",
                 b"p=tls-exporter,,n=mrose,r=abc\x1ec=biws,r=\x1f,p=QUJD", b"y,,n=m=2Crose,r=abc",
                 b"user=mrose\x01auth=Bearer tanstaaf\x01\x01", b"n,a=mrose,\x01host=mail.example\x01port=995\x01auth=Bearer tanstaaf\x01\x01"]
    changes = [b"", b"\0\x05x", b"\x01\x10,m=x", b"\x02\x08abc", b"\x1e\0\x09Z", b"\x1e\x1e\x02\x20", b"\x03\0v=QUJD",
               b"\x1e\x1e\x1e\x03\0v=rmF9pqV8S7suAoZWja4dJRkFsKQ="]
    for mechanism in range(10):
        for binds in (0, 8):
            yield from (bytes([mechanism, binds]) + each for each in challenges)
            yield from (bytes([mechanism, 1 | binds]) + each for each in responses)
            yield from (bytes([mechanism, knows | binds]) + each for each in changes for knows in (2, 6))


def account_file_seeds(_):
    """The examples of docs/accounts.md and the tests, each with either mode (fuzz/account_file.cpp)."""
    texts = re.findall(r"^```toml\n(.*?)^```", (ROOT / "docs/accounts.md").read_text(encoding="utf-8"), re.M | re.S)
    test = (ROOT / "cli/test/account_file_test.cpp").read_text(encoding="utf-8")
    texts += [block if "[" in block else "[account.a]\n" + block for block in re.findall(r'R"\((.*?)\)"', test, re.S)]
    texts += ['[account.a]\nhost = "h"\npassword = "Xyzzy-47"\n', '[defaults]\nurl = "pops://u@h"\n[account.b]\nhots = 1\n',
              '[account."x y"]\nhost = "h"\nport = 65536\n', 'account.a.host = """\nh"""\n', "[account]\na = {host = 'h'}\n"]
    for text in texts:
        yield from (mode + text.encode() for mode in (b"\0", b"\3"))


def pop_url_seeds(_):
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("docs/accounts.md", "client/test/pop_url_test.cpp")]
    urls = {url for text in texts for url in re.findall(r"[A-Za-z]*://[^\s\"`]*", text)}
    yield from (url.encode() for url in sorted(urls))


def seeds():
    scripts = Scripts()
    targets = {"replies": reply_seeds, "bodies": body_seeds, "commands": command_seeds, "listings": listing_seeds, "stuffing": stuffing_seeds,
               "sessions": session_seeds, "reply_lines": reply_line_seeds,
               "script": script_seeds, "served_script": served_script_seeds, "played_dialogue": played_dialogue_seeds,
               "server": server_seeds, "client_and_server": client_and_server_seeds, "fetch_store": fetch_store_seeds,
               "ledger": ledger_seeds, "sasl": sasl_seeds, "account_file": account_file_seeds, "pop_url": pop_url_seeds}
    return {f"{stem}/{hashlib.sha1(seed).hexdigest()[:16]}": seed
            for stem, make in targets.items() for seed in make(scripts)}


def main():
    wanted = seeds()
    there = {str(p.relative_to(SEEDS)): p for p in SEEDS.glob("*/*") if p.is_file()}
    stale = sorted(there.keys() - wanted.keys())
    changed = sorted(n for n, seed in wanted.items() if n not in there or there[n].read_bytes() != seed)
    if sys.argv[1:] == ["--check"]:
        for name in stale + changed:
            print(f"corpus/seeds/{name}: not what fuzz/make_seeds.py makes; run it")
        return 1 if stale or changed else 0
    for name in stale:
        there[name].unlink()
    for name in changed:
        (SEEDS / name).parent.mkdir(parents=True, exist_ok=True)
        (SEEDS / name).write_bytes(wanted[name])
    print(f"{len(wanted)} seeds, {sum(map(len, wanted.values()))} octets")
    return 0


if __name__ == "__main__":
    sys.exit(main())
