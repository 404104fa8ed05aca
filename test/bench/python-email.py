"""Reads every mail of an mbox or of a bare public-inbox epoch with Python's email parser; prints mails and time as JSON.

policy=default, the body found by get_body() and decoded by get_content(). Splitting an mbox is a plain search for From_
lines, and an epoch is printed by git as the bot asks it, so that it is the parser that is measured.
All of it, git too, runs on one core.
"""
import json, mmap, os, resource, subprocess, sys, time
from email.parser import BytesParser
from email.policy import default


def mails_of_mbox(path):
    with open(path, "rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = data.find(b"\n") + 1
    while True:
        end = data.find(b"\n\nFrom ", start)
        yield data[start : len(data) if end < 0 else end + 1]
        if end < 0:
            return
        start = data.find(b"\n", end + 2) + 1


def mails_of_epoch(path):
    git = ["git", "--git-dir", path]
    log = [*git, "log", "--reverse", "--topo-order", "--format=tformat:%H:m"]
    cat = [*git, "-c", "core.deltaBaseCacheLimit=16m", "cat-file", "--batch=%(objectsize)", "--buffer"]
    environment = {**os.environ, "GIT_FLUSH": "0"}
    with subprocess.Popen(log, stdout=subprocess.PIPE, env=environment) as commits:
        with subprocess.Popen(cat, stdin=commits.stdout, stdout=subprocess.PIPE, env=environment) as blobs:
            for size in blobs.stdout:
                yield blobs.stdout.read(int(size))
                blobs.stdout.read(1)


if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
path = sys.argv[1]
count = failed = 0
parser = BytesParser(policy=default)
begun = time.perf_counter()
for raw in mails_of_epoch(path) if os.path.isdir(path) else mails_of_mbox(path):
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
