"""Fetches all mail of a POP3 server into a folder, with no care at all. From where is told by popquiz."""
import os
import pathlib
import poplib
import sys

session = poplib.POP3(os.environ["POPQUIZ_HOST"], int(os.environ["POPQUIZ_PORT"]), timeout=10)
session.user(os.environ["POPQUIZ_USER"])
session.pass_(os.environ["POPQUIZ_PASSWORD"])
count, _ = session.stat()
for number in range(1, count + 1):
    _, lines, _ = session.retr(number)
    pathlib.Path("mail", f"{number}.eml").write_bytes(b"".join(line + b"\r\n" for line in lines))
    if "remove" in sys.argv:
        session.dele(number)
session.quit()
