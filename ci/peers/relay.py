"""Stands between a client and the server, writes down what both say, and says whether the server was right."""
import contextlib
import re
import socket
import threading

from hard_mail import canonical, on_the_wire

IDLE_LIMIT = 60  # seconds without an octet until a connection is given up


class Relay:
    """Passes each connection on to `port`; `said` and `heard` are the server's and the client's octets in it."""

    def __init__(self, port):
        self.port, self.talks = port, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.own_port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.port))
            talk = {"said": bytearray(), "heard": bytearray()}
            self.talks.append(talk)
            pair = [threading.Thread(target=self.pass_on, args=(server, client, talk["said"])),
                    threading.Thread(target=self.pass_on, args=(client, server, talk["heard"]))]
            self.threads += pair
            for each in pair:
                each.start()

    @staticmethod
    def pass_on(source, target, record):
        source.settimeout(IDLE_LIMIT)
        with contextlib.suppress(OSError):
            while octets := source.recv(65536):
                record += octets
                target.sendall(octets)
        for end, how in ((target, socket.SHUT_WR), (source, socket.SHUT_RD)):
            with contextlib.suppress(OSError):
                end.shutdown(how)

    def close(self):
        """Waits for what is under way; the client has gone."""
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for each in self.threads:
            each.join(IDLE_LIMIT)


def wrong_on_the_wire(talk, mail):
    """Empty, or where the server's reply to a RETR was not what RFC 1939 has it send. `mail`: the messages by number.

    When the client leaves in the middle of a reply, that reply may be short and the next ones may be missing.
    """
    said, at = bytes(talk["said"]), 0
    for number in map(int, re.findall(rb"^RETR (\d+)\r\n", bytes(talk["heard"]), re.M)):
        message = mail[number - 1]
        status = b"+OK %d octets\r\n" % len(canonical(message))  # the size of RFC 1939 §11
        wanted = status + on_the_wire(message)
        begin = said.find(status, at)
        if begin < 0:
            return f"expected {status!r} for RETR {number}, which the server did not send"
        came = said[begin:begin + len(wanted)]
        where = next((i for i, (a, b) in enumerate(zip(came, wanted)) if a != b), None)
        if where is not None:
            return (f"expected {wanted[where:where + 20]!r} at octet {where} of the reply to RETR {number}, "
                    f"the server sent {came[where:where + 20]!r}")
        if len(came) < len(wanted):
            return ""
        at = begin + len(came)
    return ""
