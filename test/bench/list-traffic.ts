import { seeded } from '../../config/sample/random.ts'
import { rfc5322Date } from '../../config/sample/mail.ts'

/** One mail of the made-up list, as an archive holds it (no From_ line). `receivedAt` in milliseconds. */
export interface TrafficMail {
  readonly bytes: Uint8Array
  readonly receivedAt: number
}

/** Mails of a made-up kernel list in order of arrival; the same seed gives the same bytes. */
export function* listTraffic({ seed, mails }: { seed: number; mails: number }): Generator<TrafficMail> {
  const chance = seeded(seed)
  for (let index = 0; index < mails; index++) {
    const receivedAt = Date.UTC(2024, 0, 1) + index * 600_000
    const text = [
      'From: Maya Thornquist <maya.thornquist@quarrychip.example>',
      'To: kvm@vger.kernel.org',
      `Subject: [PATCH] KVM: x86: Change ${chance.hex(4)}`,
      `Date: ${rfc5322Date(receivedAt)}`,
      `Message-ID: <${index}.${chance.hex(12)}@quarrychip.example>`,
      '',
      'Nothing yet.',
      '',
    ].join('\n')
    yield { bytes: Buffer.from(text), receivedAt }
  }
}
