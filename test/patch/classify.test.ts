import { describe, expect, it } from 'vitest'
import { readMessage } from '#src/mail/read-message.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import { makeMail, patchBody, smallDiff } from '#test/fixtures/mail/make-mail.ts'

const quoted = 'On Mon, Jan 5, 2026 at 11:00, Joe Roe wrote:\n> lamp\n\nNo.\n'
const pull =
  'The following changes since commit 0123:\n\n  Linux\n\nare available in the Git repository at:\n\n  git://x\n'

describe('the kind of a mail', () => {
  it.each<[string, Record<string, string>, string]>([
    ['patch', { Subject: '[PATCH] x' }, patchBody()],
    ['patch', { Subject: '[kvm-unit-tests v2 3/5] x' }, patchBody()],
    ['patch', { Subject: '[GIT PULL 2/9] x', 'In-Reply-To': '<c@x>' }, patchBody()],
    ['patch', { Subject: 'KVM: no prefix at all' }, patchBody()],
    ['patch', { Subject: '[PATCH] Simplify (was: Re: [PATCH v3 2/5] Lamp)', 'In-Reply-To': '<p@x>' }, patchBody()],
    ['patch', { Subject: '[PATCH] fix', From: 'kernel test robot <lkp@intel.com>' }, patchBody()],
    ['cover', { Subject: '[PATCH 0/3] x' }, 'Some lamps.\n'],
    ['cover', { Subject: '[PATCH v2 0/3] x', 'In-Reply-To': '<v1@x>' }, 'Some lamps.\n'],
    ['cover', { Subject: '[iommufd 0/2] x' }, 'Some lamps.\n'],
    ['cover', { Subject: '[PATCH v2 0/1] Lamps, also to be pulled' }, pull],
    ['pull', { Subject: '[GIT PULL] KVM lamps' }, pull],
    ['pull', { Subject: '[GIT PULL 0/2] KVM lamps' }, pull],
    ['pull', { Subject: 'KVM lamps for 7.1' }, pull],
    ['reply', { Subject: 'Re: [PATCH] x' }, quoted],
    ['reply', { Subject: 'Re: [PATCH 0/3] x' }, quoted],
    ['reply', { Subject: 'Re: [GIT PULL] x' }, quoted],
    ['reply', { Subject: 'Re: [PATCH] x' }, `How about this?\n\n${smallDiff}`],
    ['reply', { Subject: '[PATCH 2/9] x', 'In-Reply-To': '<p@x>' }, quoted],
    ['reply', { Subject: '[PATCH 0/9] x', 'In-Reply-To': '<p@x>' }, quoted],
    ['reply', { Subject: '[PATCH] Simplify (was: Re: [PATCH v3 2/5] Lamp)', 'In-Reply-To': '<p@x>' }, quoted],
    ['reply', { Subject: 'A word on lamps', 'In-Reply-To': '<p@x>' }, 'No quotes.\n'],
    ['report', { Subject: '[kvm:queue 29/32] arch/x86/kvm/lamp.c:1: warning: no lamp' }, 'tree: x\n'],
    ['report', { Subject: 'Re: [PATCH] x', From: 'kernel test robot <lkp@intel.com>' }, 'Hi Jane,\n'],
    ['report', { Subject: '[syzbot] [kvm?] WARNING in lamp' }, 'Hello,\n'],
    ['report', { Subject: 'patch "lamp: fix" added to char-misc-next' }, patchBody()],
    ['report', { Subject: '[tip: x86/urgent] x', From: 'tip-bot2 for Jane <tip-bot2@linutronix.de>' }, patchBody()],
    ['other', { Subject: 'KVM call agenda' }, 'Nothing today.\n'],
    ['other', { Subject: '[RFC] an idea' }, 'What if.\n'],
    [
      'other',
      { Subject: 'linux-next: manual merge of the kvm tree' },
      'diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n@@@ -1,1 -1,1 +1,1 @@@\n  x\n',
    ],
  ])('%s: %j', async (kind, headers, body) => {
    expect(readListMail(await readMessage(makeMail(headers, body)), 0).kind).toBe(kind)
  })

  it('makes a lone patch 1 of 1, and nothing else', async () => {
    const lone = readListMail(await readMessage(makeMail({ Subject: '[PATCH] x' }, patchBody())), 0)
    expect([lone.subject.number, lone.subject.total]).toEqual([1, 1])
    const reply = readListMail(await readMessage(makeMail({ Subject: 'Re: [PATCH] x' }, quoted)), 0)
    expect([reply.subject.number, reply.subject.total]).toEqual([undefined, undefined])
  })
})
