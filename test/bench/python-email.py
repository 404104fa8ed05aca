"""Reads every mail of an mbox with Python's email parser, one core; prints mails and seconds as JSON.

policy=default, the body found by get_body() and decoded by get_content(). Splitting is a plain search for From_ lines,
so that it is the parser that is measured and not the mailbox module.
"""
import json, mmap, resource, sys, time
from email.parser import BytesParser
from email.policy import default


def mails_of(file):
    data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = data.find(b"\n") + 1
    while True:
        end = data.find(b"\n\nFrom ", start)
        yield data[start : len(data) if end < 0 else end + 1]
        if end < 0:
            return
        start = data.find(b"\n", end + 2) + 1


count = failed = 0
parser = BytesParser(policy=default)
begun = time.perf_counter()
with open(sys.argv[1], "rb") as file:
    for raw in mails_of(file):
        message = parser.parsebytes(raw)
        try:
            body = message.get_body(("plain", "html"))
            if body is not None:
                body.get_content()
        except (LookupError, KeyError, ValueError):
            failed += 1
        count += 1
seconds = time.perf_counter() - begun
usage = resource.getrusage(resource.RUSAGE_SELF)
cpu = usage.ru_utime + usage.ru_stime
print(json.dumps({"mails": count, "ms": seconds * 1000, "cpuMs": cpu * 1000, "failed": failed}))
