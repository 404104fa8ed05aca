import { describe, expect, it } from 'vitest'
import { readMessage } from '#src/mail/read-message.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import { makeMail, patchBody } from '#test/fixtures/mail/make-mail.ts'

describe('the author of a change', () => {
  it.each<[string, Record<string, string>, string, string, string]>([
    ['is the sender', {}, patchBody(), 'Jane Doe', 'jane@example.org'],
    ['stands in the body', {}, `From: Joe Roe <joe@example.org>\n\n${patchBody()}`, 'Joe Roe', 'joe@example.org'],
    [
      'stands in the body of a relayed mail',
      {
        From: 'Joe Roe via B4 Relay <devnull+joe.example.org@kernel.org>',
        'X-Original-From': 'Joe Roe <joe@example.org>',
      },
      `From: Joe Roe <joe@work.example>\n\n${patchBody()}`,
      'Joe Roe',
      'joe@work.example',
    ],
    [
      'is who the relay says',
      {
        From: 'Joe Roe via B4 Relay <devnull+joe.example.org@kernel.org>',
        'X-Original-From': 'Joe Roe <joe@example.org>',
      },
      patchBody(),
      'Joe Roe',
      'joe@example.org',
    ],
    [
      'is who a list hides',
      { From: "'Joe Roe' via Lamps <lamps@googlegroups.com>", 'Reply-To': 'Joe Roe <joe@example.org>' },
      patchBody(),
      'Joe Roe',
      'joe@example.org',
    ],
    [
      'is whom a list hides in quotes, though the way back to them has no name',
      { From: "'Joe Roe' via Lamps <lamps@googlegroups.com>", 'Reply-To': 'joe@example.org' },
      patchBody(),
      'Joe Roe',
      'joe@example.org',
    ],
    [
      'is who sends it, though answers go to others, where no list wrote in their place',
      { From: 'Joe Roe on behalf of Lamps <joe@example.org>', 'Reply-To': 'The Team <team@example.net>' },
      patchBody(),
      'Joe Roe',
      'joe@example.org',
    ],
    ['lost the at', { From: 'joe at example.org (Joe Roe)' }, patchBody(), 'Joe Roe', 'joe@example.org'],
    ['has no name', { From: 'joe@example.org' }, patchBody(), '', 'joe@example.org'],
    [
      'is not whom a reply quotes',
      { Subject: 'Re: [PATCH] x' },
      'From: Joe Roe <joe@example.org>\n\nI agree.\n',
      'Jane Doe',
      'jane@example.org',
    ],
    [
      'follows the scissors',
      {},
      `Hi,\n\n-- >8 --\nFrom: Joe Roe <joe@example.org>\n\n${patchBody()}`,
      'Joe Roe',
      'joe@example.org',
    ],
    [
      'follows scissors that look like the end of a message',
      {},
      `Hi,\n\n--- 8< ---\nFrom: Joe Roe <joe@example.org>\n\n${patchBody()}`,
      'Joe Roe',
      'joe@example.org',
    ],
  ])('%s', async (_, headers, body, name, email) => {
    expect(readListMail(await readMessage(makeMail(headers, body)), 0).author).toEqual({ name, email })
  })
})
