"""Runs a server and a client, and takes what one of them costs."""

import os
import poplib
import re
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from typing import Optional

CPUS = sorted(os.sched_getaffinity(0))


class failed(Exception):
    pass


@dataclass
class cost:
    user: float  # seconds
    system: float
    wall: float
    peak: int  # octets resident

    @property
    def cpu(self):
        return self.user + self.system


@dataclass
class outcome:
    server: cost  # of all its processes while the client ran
    client: cost
    status: int  # the client's exit status
    said: str  # what it printed
    left: Optional[int]  # messages on the server behind it, when that was asked for


def start(command, cpu, folder, **streams):
    """On processor `cpu` alone, counted from 0, when it is a number: two processes that share a processor,
    or move between two, cost another amount each time."""
    environment = dict(os.environ, HOME=str(folder), XDG_STATE_HOME=str(folder), XDG_CONFIG_HOME=str(folder),
                       BENCH_PASSWORD="bench")
    try:
        if cpu is not None:
            os.sched_setaffinity(0, {CPUS[cpu % len(CPUS)]})
        return subprocess.Popen([str(word) for word in command], env=environment, cwd=folder, stdin=subprocess.DEVNULL,
                                start_new_session=True, **streams)
    finally:
        os.sched_setaffinity(0, CPUS)


def wait_for(process, begin, peak):
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return cost(used.ru_utime, used.ru_stime, time.monotonic() - begin, peak())


@dataclass
class process_seen:
    session: int
    user: float  # seconds
    system: float
    peak: int  # octets resident


def processes():
    return [int(name) for name in os.listdir("/proc") if name.isdecimal()]


def look_at(process):
    """Nothing when it has gone meanwhile."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as line:
            words = line.read().rpartition(")")[2].split()
        with open(f"/proc/{process}/status", encoding="utf-8", errors="replace") as lines:
            peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    except (FileNotFoundError, ProcessLookupError):
        return None
    tick = os.sysconf("SC_CLK_TCK")
    return process_seen(int(words[3]), int(words[11]) / tick, int(words[12]) / tick, max(peaks, default=0) * 1024)


class server:
    """Runs until it is stopped; `port` is the number that its first line ends with."""

    def __init__(self, command, cpu, folder):
        self.begin = time.monotonic()
        self.log = open(folder / "server.log", "w+", encoding="utf-8", errors="replace")
        self.process = start(command, cpu, folder, stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"(\d+)$", line.strip())
        if not found:
            self.stop()
            self.log.seek(0)
            raise failed(f"{command}: no port in {line!r}\n{self.log.read(2000)}")
        self.port = int(found[1])

    def used(self):
        """What its processes have cost since they began, and the peak of the largest."""
        used = [seen for seen in map(look_at, processes()) if seen and seen.session == self.process.pid]
        return cost(sum(each.user for each in used), sum(each.system for each in used),
                    time.monotonic() - self.begin, max((each.peak for each in used), default=0))

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.stdout.close()
        self.process.wait()


def messages_left(port):
    connection = poplib.POP3("127.0.0.1", port, timeout=60)
    connection.user("bench")
    connection.pass_("bench")
    messages, _ = connection.stat()
    connection.quit()
    return messages


def measure(server_command, client_command, folder, pinned=False, count_left=False, limit=600):
    """The outcome of a client and the server it talks to. `client_command` is called with the port and
    `folder`. The client is killed after `limit` seconds."""
    running = server(server_command, 0 if pinned else None, folder)
    os.sync()  # what an earlier run or this start wrote is not this run's to wait for
    left = None
    try:
        with open(folder / "client.log", "w+b") as log:
            # What the kernel says of a child of ours is never less than our own peak, hence time(1).
            peak_file = folder / "peak"
            command = ["time", "--quiet", "-f", "%M", "-o", peak_file, *client_command(running.port, folder)]
            before = running.used()
            begin = time.monotonic()
            client = start(command, 1 if pinned else None, folder, stdout=log, stderr=subprocess.STDOUT)
            killer = threading.Timer(limit, os.killpg, (client.pid, signal.SIGKILL))
            killer.start()
            try:
                used = wait_for(client, begin, lambda: int(peak_file.read_text() or 0) * 1024)
            finally:
                killer.cancel()
            after = running.used()
            log.seek(0)
            said = log.read(4000).decode("utf-8", "replace")
        if count_left and client.returncode == 0:
            left = messages_left(running.port)
    finally:
        running.stop()
        running.log.close()
    of_server = cost(after.user - before.user, after.system - before.system, used.wall, after.peak)
    return outcome(of_server, used, client.returncode, said, left)
