"""Fetches all mail of a POP3 server into a folder, with no care at all. Where to, and from where, is told by popquiz."""
import os
import pathlib
import poplib

session = poplib.POP3(os.environ["POPQUIZ_HOST"], int(os.environ["POPQUIZ_PORT"]), timeout=10)
session.user(os.environ["POPQUIZ_USER"])
session.pass_(os.environ["POPQUIZ_PASSWORD"])
count, _ = session.stat()
for number in range(1, count + 1):
    _, lines, _ = session.retr(number)
    pathlib.Path(os.environ["POPQUIZ_OUT"], f"{number}.eml").write_bytes(b"".join(line + b"\r\n" for line in lines))
    if os.environ.get("POPQUIZ_JOB") == "delete":
        session.dele(number)
session.quit()
