"""What `ci/bench client` measures: groups of rows, and the design's bars."""

from pathlib import Path

from rows import GIB, KIB, MIB, bar, expect, expect_mail, expect_nearly, group, message_lines, row

ROUND_TRIP = 0.040  # seconds
SCRIPTS = Path(__file__).with_name("endless")
# Of `popquiz fetch` that has given up a server: more than the limits allow, or no POP3 any more.
GAVE_UP = (65, 76)


def retr_group(run):
    server = run.bare_server()
    check = expect(message_lines(GIB))
    rows = []
    for kib in (64, 256):
        rows.append(row(f"bare recv, {kib} KiB", server, run.retr("bare", kib * KIB), check))
        rows.append(row(f"popquiz, {kib} KiB", server, run.retr("popquiz", kib * KIB), check))
    curl = run.curl(1, lambda folder: "/dev/null", "--write-out", "%{size_download}")
    rows.append(row("curl", server, curl, expect_nearly(message_lines(GIB))))
    return group("RETR of 1 GiB", rows, [
        bar("popquiz, 64 KiB", "cpu", 1.25, ["bare recv, 64 KiB", "bare recv, 256 KiB"]),
        bar("popquiz, 64 KiB", "cpu", 1 / 8, ["curl"])], pinned=True)


def file_group(run):
    server = run.bare_server()
    octets = message_lines(GIB)
    check = expect(octets)
    to = ("--to", lambda folder: folder / "message")
    rows = []
    for kib in (64, 256):
        rows.append(row(f"bare recv+write, {kib} KiB", server, run.retr("bare", kib * KIB, *to), check))
        rows.append(row(f"popquiz's client, {kib} KiB", server, run.retr("popquiz", kib * KIB, *to), check))
    rows.append(row("bare recv+write+fsync, 256 KiB", server, run.retr("bare", 256 * KIB, *to, "--durable"),
                    check))
    fetch = run.fetch(lambda folder: f"dir:{folder}/mail", "--keep")
    rows.append(row("popquiz fetch --to dir", server, fetch, expect_mail(1, octets, "mail")))
    bare = ["bare recv+write, 64 KiB", "bare recv+write, 256 KiB"]
    return group("RETR of 1 GiB to a file (+fsync and fetch wait for the disk)", rows, [
        bar("popquiz's client, 256 KiB", "cpu", 1.2, bare),
        bar("popquiz fetch --to dir", "cpu", 1.2, bare),
        bar("popquiz fetch --to dir", "cpu", 1.2, ["bare recv+write+fsync, 256 KiB"])], pinned=True)


def tls_group(run):
    server = run.bare_server("--tls", "certificate")
    check = expect(message_lines(GIB))
    tls = ("--tls", "certificate")
    rows = [row("bare SSL_read", server, run.retr("bare", 64 * KIB, *tls), check),
            row("bare SSL_read, read-ahead", server, run.retr("bare", 64 * KIB, *tls, "--read-ahead"), check),
            row("popquiz", server, run.retr("popquiz", 64 * KIB, *tls), check)]
    return group("RETR of 1 GiB over TLS 1.3", rows, [
        bar("popquiz", "cpu", 1.1, ["bare SSL_read"]),
        bar("popquiz", "cpu", 1.1, ["bare SSL_read, read-ahead"])], pinned=True)


def mail_row(run, name, server, count):
    """A client that delivers to a Maildir, with LF for CRLF, and deletes what it has delivered."""
    fetch = run.fetch(lambda folder: f"maildir:{folder}/mail", "--delete")
    return row(name, server, run.mpop() if name == "mpop" else fetch, expect_mail(count, 4000), left=0)


def latency_group(run):
    count = 1000
    near = run.serve(f"generated:{count}x4KiB")
    far = [*near, "--rtt", "40ms"]
    without_sasl = ("--without", "SASL")
    curl = "curl, one process, keeps the mail"
    rows = [mail_row(run, "mpop", far, count),
            row(curl, far, run.curl(f"[1-{count}]", lambda folder: folder / "mail/new/#1"),
                expect_mail(count, 4000))]
    bars = []
    for login, options in ("SCRAM", ()), ("USER and PASS", without_sasl):
        name, at_once = f"popquiz fetch, {login}", f"popquiz fetch, {login}, no latency"
        rows += [mail_row(run, name, [*far, *options], count), mail_row(run, at_once, [*near, *options], count)]
        bars += [bar(name, "wall", 12 * ROUND_TRIP, [at_once], "round trips: what it takes longer than at once",
                     of_difference=True, unit=ROUND_TRIP),
                 bar(name, "wall", 12 * ROUND_TRIP, text="seconds: 12 round trips, disk and all"),
                 bar(name, "wall", 1, ["mpop"]),
                 bar(name, "wall", 1 / 50, [curl])]
    return group("1,000 messages of 4 KiB at a round trip of 40 ms", rows, bars, most_runs=3)


def many_group(run):
    count = 10000
    server = run.serve(f"generated:{count}x4KiB")
    rows = [mail_row(run, name, server, count) for name in ("popquiz fetch", "mpop")]
    return group("10,000 messages of 4 KiB, no latency, each durable before it is deleted", rows, [
        bar("popquiz fetch", "wall", 1 / 3, ["mpop"])])


def memory_group(run):
    to = run.fetch(lambda folder: f"dir:{folder}/mail", "--keep")
    rows = [row("popquiz fetch, a message of 10 GiB", run.serve("generated:1x10GiB"), to,
                expect_mail(1, 10 * GIB, "mail"))]
    for script in sorted(SCRIPTS.glob("*.pop3")):
        rows.append(row(f"popquiz fetch, endless {script.stem.replace('-', ' ')}",
                        run.serve("fixture:two-plain", script), to, statuses=GAVE_UP))
    limits = [bar(each.name, "peak", 16 * MIB, text="MiB resident", unit=MIB) for each in rows]
    return group("Memory", rows, limits, most_runs=1)


GROUPS = {"retr": retr_group, "file": file_group, "tls": tls_group,
          "latency": latency_group, "many": many_group, "memory": memory_group}
