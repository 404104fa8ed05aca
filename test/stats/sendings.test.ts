import { expect, test } from 'vitest'
import { readMessage } from '#src/mail/read-message.ts'
import { noMailmap } from '#src/mail/mailmap.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import { sendings } from '#src/stats/sendings.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import { mailBytes, reportMails } from './report-mails.ts'

const tables = { maintainers: readMaintainers(''), mailmap: noMailmap }
const dayMs = 86_400_000

test('a list of any length is held a part at a time, and each series is told once', async () => {
  const series = sendings(tables)
  const [patch] = reportMails()
  if (patch === undefined) throw new Error('no mail')
  for (let number = 0; number < 10_000; number++) {
    const mail = { ...patch, id: `${Math.floor(number / 2)}-${number % 2}@riverbed.example`, subject: title(number) }
    const reply = number % 2 === 1 ? `In-Reply-To: <${Math.floor(number / 2)}-0@riverbed.example>\n` : ''
    const message = await readMessage(mailBytes({ ...mail, more: reply }))
    series.add(readListMail(message, Math.floor(number / 2) * (dayMs / 8)))
  }
  const lines = series.end()
  expect(lines).toHaveLength(5000)
  expect(lines.every(({ came, total }) => came === 2 && total === 2)).toBe(true)
  expect(lines[0]?.title).toBe('KVM: Change 4999')
})

function title(number: number): string {
  return `[PATCH ${(number % 2) + 1}/2] KVM: Change ${Math.floor(number / 2)}`
}
