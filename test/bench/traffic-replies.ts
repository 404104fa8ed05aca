import type { Chance } from '../../config/sample/random.ts'
import { rfc5322Date } from '../../config/sample/mail.ts'
import type { Address } from '#src/mail/message.ts'
import { formOf, type Letter } from './traffic-mail.ts'
import { ccOf, kvmList, robot, somebody } from './traffic-people.ts'
import { person } from './traffic-topics.ts'
import { prose, remark } from './traffic-words.ts'

/** A review, a question or an argument: quoted text with remarks between, often a trailer, sometimes the trailer alone. */
export function answer(thread: readonly Letter[], at: number, chance: Chance): Letter | undefined {
  const parent = parentIn(thread, chance)
  if (parent === undefined) return undefined
  const by = somebody(chance)
  const trailer = chance.int(4) === 0 ? `${chance.pick(['Reviewed-by', 'Acked-by', 'Tested-by'])}: ${person(by)}` : ''
  const end = trailer === '' ? `\nThanks,\n${by.name.split(' ')[0]}\n` : `\n${trailer}\n`
  return replyTo(parent, by, at, `${quotedWithRemarks(parent, chance)}${end}`, chance)
}

export function applied(thread: readonly Letter[], at: number, chance: Chance): Letter | undefined {
  const [head] = thread
  const text = 'Applied to kvm-x86 next, thanks!\n'
  return head && replyTo(head, somebody(chance), at, text, chance)
}

export function robotReport(thread: readonly Letter[], at: number, chance: Chance): Letter | undefined {
  const parent = parentIn(thread, chance)
  const warnings = Array.from(
    { length: 3 + chance.int(30) },
    () =>
      `   arch/x86/kvm/x86.c:${chance.int(9999)}:${chance.int(80)}: warning: variable '${chance.hex(6)}' set but not used`,
  )
  const text = [
    'Hi,\n\nkernel test robot noticed the following build warnings:\n',
    `[auto build test WARNING on ${chance.hex(40)}]\n`,
    'If you fix the issue in a separate patch/commit, kindly add following tags',
    '| Reported-by: kernel test robot <lkp@intel.com>\n\nAll warnings (new ones prefixed by >>):\n',
    ...warnings,
  ].join('\n')
  return parent && replyTo(parent, robot, at, `${text}\n`, chance)
}

export function question(at: number, chance: Chance): Letter {
  const from = somebody(chance)
  return {
    messageId: `${chance.hex(8)}-${chance.hex(4)}@${from.email.replace(/.*@/, '')}`,
    from,
    to: [kvmList],
    cc: [],
    subject: `${chance.pick(['Question about', 'Guest hangs with', 'How to debug'])} ${chance.pick(['halt polling', 'nested EPT', 'steal time'])}`,
    sentAt: at,
    receivedAt: at + 2000,
    references: [],
    text: `Hi,\n\n${prose(3 + chance.int(8), chance)}\n\nThanks\n`,
    mailer: 'Mutt/2.2.13',
    form: formOf(true, chance),
  }
}

/** Half of the answers go to a part, the rest to what was said last. */
function parentIn(thread: readonly Letter[], chance: Chance): Letter | undefined {
  if (thread.length === 0) return undefined
  return chance.int(2) === 0 ? chance.pick(thread) : thread[Math.max(0, thread.length - 1 - chance.int(4))]
}

function replyTo(parent: Letter, from: Address, at: number, text: string, chance: Chance): Letter {
  return {
    messageId: `${chance.hex(8)}-${chance.hex(4)}.${chance.hex(6)}@${from.email.replace(/.*@/, '')}`,
    from,
    to: [parent.from],
    cc: [...new Set([kvmList, ...(parent.cc.length > 0 ? parent.cc : ccOf(chance))])],
    subject: parent.subject.startsWith('Re: ') ? parent.subject : `Re: ${parent.subject}`,
    sentAt: at - 2000 - chance.int(20_000),
    receivedAt: at,
    references: [...parent.references, parent.messageId].slice(-20),
    text,
    mailer: 'Mozilla Thunderbird',
    form: formOf(true, chance),
  }
}

/** A stretch of what is answered, nearly three lines in four of the whole, as people leave it. */
function quotedWithRemarks(parent: Letter, chance: Chance): string {
  const lines = parent.text.split('\n')
  const share = (1 + chance.int(1000)) / 1000
  const length = Math.min(lines.length, 400, Math.round(24 / share ** 0.7))
  const from = chance.int(Math.max(1, Math.min(30, lines.length - length)))
  const pieces = [`On ${rfc5322Date(parent.sentAt)}, ${parent.from.name} wrote:`]
  for (let at = from; at < from + length;) {
    const here = Math.min(4 + chance.int(16), from + length - at)
    pieces.push(...lines.slice(at, at + here).map((line) => (line === '' ? '>' : `> ${line}`)))
    pieces.push('', remark(chance), '')
    at += here
  }
  return `${pieces.join('\n')}\n`
}
