"""`popquiz serve` on loopback for what stands beside this file; its port is from the kernel."""
import contextlib
import select
import signal
import subprocess
import tempfile

START_LIMIT = 60  # seconds until a server that says nothing is a failure
STOP_LIMIT = 5  # seconds from SIGTERM to the end, whatever its clients do


class ServerFailed(Exception):
    """The server did not start, did not end as it should, or left a report of a sanitizer."""


class Server:
    def __init__(self, process, port, errors):
        self.process, self.port, self.errors = process, port, errors

    def memory(self, what="VmRSS"):
        """Resident memory in KiB; with "VmHWM" the most it ever was."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(what + ":"))

    def stop(self):
        """SIGTERM; raises unless it ends in time, with status 0 and nothing on standard error."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            raise ServerFailed(f"expected the server's end within {STOP_LIMIT} s of SIGTERM, it still runs") from None
        self.errors.seek(0)
        said = self.errors.read().decode(errors="replace")
        if status != 0 or said:
            raise ServerFailed(f"expected exit status 0 and no error text, got {status} and:\n{said}")


@contextlib.contextmanager
def serving(popquiz, *words):
    """A running server; stopped, and looked at, in the end, unless it has been before."""
    with tempfile.TemporaryFile() as errors:
        command = [popquiz, "serve", "--listen", "127.0.0.1:0", *map(str, words)]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors) as process:
            try:
                line = b""
                if select.select([process.stdout], [], [], START_LIMIT)[0]:
                    line = process.stdout.readline()
                if not line.startswith(b"listening on "):
                    errors.seek(0)
                    raise ServerFailed(f'expected "listening on ADDRESS:PORT", the server said {line!r} and {errors.read()!r}')
                server = Server(process, int(line.rsplit(b":", 1)[1]), errors)
                yield server
                if process.poll() is None:
                    server.stop()
            finally:
                if process.poll() is None:
                    process.kill()
