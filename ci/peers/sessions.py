"""POP3 sessions for tests of many at once: one thread, no waiting but for octets."""
import hashlib
import resource
import selectors
import socket

PASSWORD = "p"
QUIET_LIMIT = 30  # seconds without an octet for anybody until all is given up


class SessionFailed(Exception):
    """A reply that is not what a right server sends, or none."""


def allow_descriptors(count):
    """For this process and the servers it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        raise SessionFailed(f"expected at least {count} file descriptors to be allowed (ulimit -Hn), found {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))


def accounts(count):
    """Options of `popquiz serve`: a maildrop is locked by its session, so each has its own."""
    return [word for number in range(count) for word in ("--account", f"{name_of(number)}:{PASSWORD}")]


def name_of(number):
    return f"u{number}"


class Session:
    """Says what it is given a chunk at a time; each chunk when the replies to the one before have come."""

    def __init__(self, port, number):
        self.number = number
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.chunks, self.unsent, self.expected, self.multi_line = [], b"", 0, False
        self.rest, self.replies, self.octets, self.digest = b"", [], 0, hashlib.sha256()

    def give(self, chunks):
        """`chunks`: (octets to send, how many replies they have, are those multi-line). Forgets what was heard."""
        self.chunks, self.replies, self.octets, self.digest = list(chunks), [], 0, hashlib.sha256()

    @property
    def done(self):
        return not self.chunks and not self.expected and not self.unsent

    def next_chunk(self):
        if self.expected == 0 and not self.unsent and self.chunks:
            self.unsent, self.expected, self.multi_line = self.chunks.pop(0)

    def send(self):
        try:
            sent = self.socket.send(self.unsent) if self.unsent else 0
        except BlockingIOError:
            return
        self.unsent = self.unsent[sent:]

    def hear(self):
        try:
            octets = self.socket.recv(256 * 1024)
        except BlockingIOError:
            return
        if not octets:
            raise SessionFailed(f"session {self.number}: expected {self.expected} more replies, the server closed")
        self.rest += octets
        end = b"\r\n.\r\n" if self.multi_line else b"\r\n"
        while self.expected and (at := self.rest.find(end)) >= 0:
            reply, self.rest = self.rest[:at + len(end)], self.rest[at + len(end):]
            if not reply.startswith(b"+OK"):
                raise SessionFailed(f"session {self.number}: expected +OK, the server said {reply[:100]!r}")
            self.octets += len(reply)
            self.digest.update(reply)
            self.expected -= 1
        if self.expected == 0 and self.rest:
            raise SessionFailed(f"session {self.number}: expected nothing more, the server said {self.rest[:100]!r}")


def log_in(number):
    greeting = (b"", 1, False)
    return [greeting, (b"USER %s\r\n" % name_of(number).encode(), 1, False),
            (b"PASS %s\r\n" % PASSWORD.encode(), 1, False)]


def run(sessions, until=lambda: False):
    """Until each has said and heard all it was given, or until()."""
    with selectors.DefaultSelector() as selector:
        for session in sessions:
            session.next_chunk()
            if not session.done:
                selector.register(session.socket, events_of(session), session)
        while selector.get_map() and not until():
            ready = selector.select(QUIET_LIMIT)
            if not ready:
                raise SessionFailed(f"nothing came for {QUIET_LIMIT} s; {len(selector.get_map())} sessions wait")
            for key, events in ready:
                session = key.data
                if events & selectors.EVENT_WRITE:
                    session.send()
                if events & selectors.EVENT_READ:
                    session.hear()
                session.next_chunk()
                if session.done:
                    selector.unregister(session.socket)
                elif key.events != events_of(session):
                    selector.modify(session.socket, events_of(session), session)


def events_of(session):
    return selectors.EVENT_READ | (selectors.EVENT_WRITE if session.unsent else 0)
