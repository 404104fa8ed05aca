#!/usr/bin/env python3
"""Counts patches and covers of a public-inbox epoch by author and domain, without any of the bot's code.

count-mails.py EPOCH.git A B: reads each commit's mail after A up to B with git, lets `git mailinfo` say who the author
is and what the subject is, and prints {"mails": n, "authors": {address: n}, "domains": {domain: n}}.
"""
import codecs, collections, email, email.header, email.policy, email.utils, json, re, subprocess, sys, tempfile, os

REPLY = re.compile(r'^\s*(re|aw|antw|sv|vs|fwd?|回复|答复|转发)\s*(\[\d+\])?\s*[:：]', re.I)
WAS = re.compile(r'[\[(]was:?\s+re\s*:', re.I)
ROBOT = re.compile(r'(^|<)(lkp@|syzbot|oliver\.sang@intel|bot@kernelci|kernelci|patchwork-bot|pr-tracker-bot|sashiko|tip-bot|lkft|'
                   r'no-?reply@|[^@<]*-bot(\+[^@]*)?@|bot\+)|kernel test robot|\bsashiko\b', re.I)
REPORT = re.compile(r'^\[[^\]]*:[^\]]*\].*(warning|error|undefined reference|sparse|regression|BUILD )|^patch ".*" (has been )?added to |'
                    r'^\[(syzbot|bot)\]', re.I)
MARK = re.compile(r'patch|rfc|rft|resend|\bv\d+\b|\b\d+\s*(/|of)\s*\d+\b|pull', re.I)


def mailinfo(raw):
    """Author, address, subject, message and patch as git am would have them."""
    with tempfile.TemporaryDirectory() as folder:
        msg, patch = os.path.join(folder, 'msg'), os.path.join(folder, 'patch')
        out = subprocess.run(['git', 'mailinfo', '-k', msg, patch], input=raw, capture_output=True)
        if out.returncode != 0:  # a charset that does not exist, such as "y"
            out = subprocess.run(['git', 'mailinfo', '-k', '-n', msg, patch], input=raw, capture_output=True)
        info = dict(line.split(': ', 1) for line in out.stdout.decode('utf-8', 'replace').splitlines() if ': ' in line)
        with open(msg, 'rb') as m, open(patch, 'rb') as p:
            return info, m.read(), p.read()


def with_patch(mail):
    """A cover with a diff put under it: git looks for an in-body From only where there is a patch."""
    part = next((part for part in mail.walk() if part.get_content_type() == 'text/plain'), mail)
    body = (part.get_payload(decode=True) or b'').decode(charset_of(part), 'replace')
    head = f'From: {mail["From"]}\nSubject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n'
    return (head + body + '\n---\ndiff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+b\n').encode('utf-8', 'replace')


def charset_of(part):
    try:
        return codecs.lookup(part.get_content_charset() or 'utf-8').name
    except LookupError:
        return 'utf-8'


def brackets(subject):
    """The words in the leading [...] groups of a subject, and what follows them."""
    groups, rest = [], subject.strip()
    while rest.startswith('['):
        depth = 0
        for at, char in enumerate(rest):
            depth += (char == '[') - (char == ']')
            if depth == 0:
                break
        else:
            break
        groups.append(rest[1:at])
        rest = rest[at + 1:].strip()
    return ' '.join(groups), rest


def header_subject(mail):
    raw = mail['Subject'] or ''
    try:
        text = str(email.header.make_header(email.header.decode_header(str(raw))))
    except Exception:
        text = str(raw)
    return ' '.join(text.split())


def contribution(raw):
    """The author's address where the mail is a patch or a cover; None for everything else."""
    mail = email.message_from_bytes(raw)
    subject = header_subject(mail)
    if REPLY.search(subject) or WAS.search(subject) or REPORT.search(subject):
        return None
    info, message, patch = mailinfo(raw)
    marks, _ = brackets(subject)
    has_diff = re.search(rb'^(diff --git |--- [^\n]+\n\+\+\+ |GIT binary patch)', patch, re.M) is not None
    pull = re.search(r'\bpull\b', marks, re.I)
    zero = re.search(r'\b0+\s*(/|of)\s*\d+\b', marks, re.I)
    number = MARK.search(marks)
    if number and has_diff:
        pass
    elif number and zero and not pull:
        pass
    elif has_diff and not mail['In-Reply-To'] and re.search(rb'^Signed-off-by: ', message, re.M):
        pass
    else:
        return None
    if not has_diff and mail['In-Reply-To'] and re.search(rb'^>', message, re.M):
        return None  # an answer that lost its "Re:"
    if not has_diff:
        info, _, _ = mailinfo(with_patch(mail))
    if not has_diff and ROBOT.search(str(mail['From'])):
        return None
    return author(info, mail)


def author(info, mail):
    """git's Author; behind a list or relay that wrote itself into From, whom it stands for."""
    address = info.get('Email', '')
    if mail['X-Original-From'] and address == email.utils.parseaddr(str(mail['From']))[1]:
        address = email.utils.parseaddr(str(mail['X-Original-From']))[1]
    elif ' via ' in info.get('Author', '') and mail['Reply-To']:
        address = email.utils.parseaddr(str(mail['Reply-To']))[1]
    return address.lower()


def main(epoch, start, end):
    git = ['git', '--git-dir', epoch]
    commits = subprocess.run([*git, 'rev-list', '--reverse', end, '^' + start], capture_output=True, check=True, text=True)
    reader = subprocess.Popen([*git, 'cat-file', '--batch'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    authors, seen = collections.Counter(), set()
    for commit in commits.stdout.split():
        reader.stdin.write(f'{commit}:m\n'.encode())
        reader.stdin.flush()
        head = reader.stdout.readline().split()
        if head[-1] == b'missing':
            continue
        raw = reader.stdout.read(int(head[2]))
        reader.stdout.read(1)
        who = contribution(raw)
        name = str(email.message_from_bytes(raw)['Message-ID']).strip()
        if who is None or name in seen:
            continue
        seen.add(name)
        authors[who] += 1
    reader.stdin.close()
    domains = collections.Counter()
    for who, count in authors.items():
        domains[who.rsplit('@', 1)[-1]] += count
    print(json.dumps({'mails': len(seen), 'authors': authors, 'domains': domains}))


main(*sys.argv[1:4])
