/* Mails as a kernel list sends them, for tests that need to say exactly what arrives when. */

export interface LetterShape {
  readonly id: string
  readonly subject: string
  readonly from?: string
  readonly inReplyTo?: string
  readonly path?: string
  readonly body?: string
  /** Milliseconds. */
  readonly at: number
}

const maya = 'Maya Thornquist <maya@quarrychip.example>'

export function letter({ id, subject, from = maya, inReplyTo, path, body = 'Words.', at }: LetterShape): Uint8Array {
  const answered = inReplyTo === undefined ? [] : [`In-Reply-To: <${inReplyTo}>`, `References: <${inReplyTo}>`]
  const lines = [
    `From: ${from}`,
    'To: kvm@vger.kernel.org',
    `Subject: ${subject}`,
    `Date: ${new Date(at).toUTCString()}`,
    `Message-ID: <${id}>`,
    ...answered,
    'List-Id: <kvm.vger.kernel.org>',
    '',
    body,
    ...(path === undefined ? [] : patchText(path, from)),
    '',
  ]
  return new TextEncoder().encode(lines.join('\n'))
}

function patchText(path: string, from: string): readonly string[] {
  return [
    '',
    `Signed-off-by: ${from}`,
    '---',
    `diff --git a/${path} b/${path}`,
    'index 1111111..2222222 100644',
    `--- a/${path}`,
    `+++ b/${path}`,
    '@@ -1,2 +1,3 @@',
    ' int one;',
    '+int two;',
    ' int three;',
    '--',
    '2.43.0',
  ]
}

/** A series with its cover `ID-0`, parts in its thread a second apart. */
export function series(
  id: string,
  title: string,
  total: number,
  at: number,
  more: Partial<LetterShape> & { version?: string } = {},
) {
  const { version, path = 'arch/x86/kvm/mmu/mmu.c', ...rest } = more
  const tag = version === undefined ? 'PATCH' : `PATCH v${version}`
  return Array.from({ length: total + 1 }, (_, number) => ({
    ...rest,
    id: `${id}-${number}@quarrychip.example`,
    subject: `[${tag} ${number}/${total}] ${number === 0 ? title : `${title}, step ${number}`}`,
    at: at + number * 1000,
    ...(number === 0 ? {} : { inReplyTo: `${id}-0@quarrychip.example`, path }),
  }))
}
