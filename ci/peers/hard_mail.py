"""Messages that clients stumble over: those of corpus/messages/, and big ones that are made here.

What stands on the wire is written down a second time here, from RFC 1939, so that the server under test is not its
own witness.
"""
import pathlib
import re

FOLDERS = ["hard-messages", "hard-for-clients"]
EDGES = [1024, 4096, 8192, 16384, 65536]  # sizes that clients give their buffers
AROUND = 96  # octets in front of each edge, and behind it: more than a status line has

CORPUS = pathlib.Path(__file__).resolve().parent.parent.parent / "corpus" / "messages"


def canonical(message):
    """Every line ends with CRLF, the last one, too (RFC 1939 §3, §11). A CR alone ends no line."""
    lines = re.sub(rb"(?<!\r)\n", b"\r\n", message)
    return lines if not lines or lines.endswith(b"\r\n") else lines + b"\r\n"


def on_the_wire(message):
    """What stands behind the status line of RETR: byte-stuffed, and the terminator (RFC 1939 §3)."""
    lines = canonical(message).split(b"\r\n")[:-1]
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines) + b".\r\n"


def header(subject, name):
    return (f"From: Ada Example <ada@example.org>\r\nTo: Bob Example <bob@example.net>\r\nSubject: {subject}\r\n"
            f"Date: Mon, 23 Nov 2026 11:00:00 +0000\r\nMessage-ID: <{name}@popquiz.example>\r\n\r\n").encode()


# Behind every hard message, so that a client which loses its place shows it.
NEXT = header("The next one", "next") + b"text\r\n.\r\nend\r\n"


def dots_at_edges(shift):
    """Lines of a dot, four octets each on the wire, around every edge. The four shifts together put each of those
    octets at each edge, wherever a client begins to count."""
    octets = header(f"Dots at every edge, shift {shift}", f"dots-at-every-edge-{shift}")
    sent = len(octets)
    for edge in EDGES:
        filling = edge - AROUND + shift - sent
        while filling > 0:
            line = 70 if filling > 75 else filling - 2  # never less than an octet
            octets += b"f" * line + b"\r\n"
            filling -= line + 2
        dots = 2 * AROUND // 4
        octets += b".\r\n" * dots
        sent = edge - AROUND + shift + 4 * dots
    return octets


def messages():
    """Name and octets of each."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((CORPUS / folder).glob("*.eml")):
            found[path.stem.split("-", 1)[1]] = path.read_bytes()
    for shift in range(4):
        found[f"dots-at-every-edge-{shift}"] = dots_at_edges(shift)
    found["line-of-1-mb"] = header("Line of a million octets", "line-of-1-mb") + b"x" * 1_000_000 + b"\r\n.\r\nend\r\n"
    return found
