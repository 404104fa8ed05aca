/** A mail as a test wants it on a list; `at` in milliseconds. */
export interface SampleMail {
  readonly id: string
  readonly at: number
  readonly bytes: Buffer
}

const start = Date.UTC(2026, 0, 5, 9, 0, 0)

/** Mails of one list, a minute apart, with what real ones have: a Received header of the list's host, long folds, diffs. */
export function sampleMail(number: number, options: { readonly body?: string; readonly at?: number } = {}): SampleMail {
  const at = options.at ?? start + number * 60_000
  const id = `${number}.sample@kernel.example.org`
  const date = new Date(at).toUTCString().replace('GMT', '+0000')
  const body = options.body ?? `Fix the thing number ${number}.\n\nSigned-off-by: A U Thor <author@example.org>\n`
  const text = `Return-Path: <author@example.org>
Received: from vger.example.org (vger.example.org [192.0.2.1])
	by mx.example.org (Postfix) with ESMTPS id ${number}
	for <bot@example.org>; ${date}
From: A U Thor <author@example.org>
To: kvm@vger.example.org
Subject: [PATCH] KVM: x86: Fix the thing number ${number}
Message-ID: <${id}>
Date: ${date}
List-Id: <kvm.vger.example.org>

${body}`
  return { id, at, bytes: Buffer.from(text) }
}

export function sampleMails(count: number, from = 1): SampleMail[] {
  return Array.from({ length: count }, (_, index) => sampleMail(from + index))
}

/** An mbox of these mails, escaped as mboxrd, with the time of arrival in the From_ lines. */
export function asMbox(mails: readonly SampleMail[]): string {
  return mails.map(asMboxEntry).join('')
}

export function asMboxEntry(mail: SampleMail): string {
  const body = mail.bytes.toString().replaceAll(/^(>*From )/gm, '>$1')
  return `From mboxrd@z ${asctime(mail.at)}\n${body}${body.endsWith('\n') ? '' : '\n'}\n`
}

/** `Mon Jan  5 09:01:00 2026`. */
function asctime(at: number): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(at).toUTCString().replace(',', '').split(' ')
  return `${day} ${month} ${date.replace(/^0/, ' ')} ${time} ${year}`
}
