import { expect, test } from 'vitest'
import { receivedAtOf, receivedBefore } from '#src/mail/received-at.ts'

const read = (text: string): number | undefined => receivedAtOf(Buffer.from(text))

test('the time of arrival is that of the newest, topmost Received header', () => {
  const mail = `Return-Path: <a@example.org>
Received: from vger.example.org by mx.example.org (Postfix) with ESMTP id 31A541345B
	for <bot@example.org>; Fri,  3 May 2019 22:20:38 +0200 (CEST)
Received: from out.example.org by vger.example.org; Fri, 3 May 2077 16:20:37 -0400
Date: Mon, 1 Jan 2077 00:00:00 +0000

Received: in the body; Fri, 3 May 2001 16:20:37 -0400
`
  expect(read(mail)).toBe(Date.UTC(2019, 4, 3, 20, 20, 38))
  expect(read(mail.replaceAll('\n', '\r\n'))).toBe(Date.UTC(2019, 4, 3, 20, 20, 38))
})

test('one without a date is passed over, and the Date header stands in where none has one', () => {
  expect(read('Received: by mx.example.org; yesterday\nReceived: x; 3 May 2019 20:00:00 +0000\n\n')).toBe(
    Date.UTC(2019, 4, 3, 20),
  )
  expect(read('Received: by mx.example.org\nDate: Fri, 3 May 2019 20:00 GMT\n\nhi')).toBe(Date.UTC(2019, 4, 3, 20))
  expect(read('Subject: x\n\nDate: Fri, 3 May 2019 20:00 GMT\n')).toBeUndefined()
  expect(read('')).toBeUndefined()
})

test('a mail that was copied into a mailbox came before', () => {
  const copied = Date.UTC(2026, 10, 30)
  const at = (text: string): number => receivedBefore(copied, Buffer.from(text))
  const date = 'Date: Fri, 3 May 2019 19:59:00 +0000\n'
  expect(at(`Received: by mx.example.org; 3 May 2019 20:00:00 +0000\n${date}\n`)).toBe(Date.UTC(2019, 4, 3, 20))
  // The sender's word alone is none: many clocks are wrong, and an old mail is not posted.
  expect(at(`${date}\n`)).toBe(copied)
  expect(at(`Received: by mx.example.org; 1 Jan 1970 00:00:09 +0000\n${date}\n`)).toBe(copied)
  expect(at('Received: by mx.example.org; 3 May 2077 20:00:00 +0000\n\n')).toBe(copied)
})
