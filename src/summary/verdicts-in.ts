import { isRobot } from '#src/mail/is-robot.ts'
import { withoutQuotes } from '#src/mail/without-quotes.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { sentencesSaid } from '#src/summary/said.ts'
import { isDecisive, readVerdict } from '#src/summary/verdict.ts'
import type { Verdict } from '#src/summary/verdict.ts'

/** What a mail decides about the series it answers: a person's words, or a tool that reports what a person did. */
export function verdictIn(mail: ListMail, isPull: boolean): Verdict | undefined {
  const announced = announcedIn(mail.text)
  if (announced !== undefined) return announced
  const said = withoutQuotes(mail.text)
  const asked = /^pw-bot:\s*(\S+)/m.exec(said)?.[1]
  if (asked !== undefined) return askedOfRobot(asked, isPull)
  if (isRobot(mail.from) || /^(fwd|fw):/i.test(mail.subject.raw)) return undefined
  const verdicts = (isDecisive(said) ? sentencesSaid(said, isDecisive) : [])
    .map((sentence) => readVerdict(sentence, isPull))
    .filter((verdict) => verdict !== undefined)
  const nacked = mail.trailers.find((trailer) => /^nac?ked-by$/i.test(trailer.name))
  if (nacked !== undefined) return { is: 'nak', sentence: `${nacked.name}: ${nacked.value}` }
  const verdict = verdicts.find(({ maybe }) => maybe !== true) ?? verdicts[0]
  if (verdict === undefined) return undefined
  return { ...verdict, ...listedPatches(mail.text), ...treeBelow(verdict, mail.text) }
}

/** Whether a mail decides anything about a series. What decides about patches would about a pull request, which knows more words. */
export function mayDecide(mail: ListMail): boolean {
  return verdictIn(mail, true) !== undefined
}

/** Mails that tools write when somebody applied something. */
const announcements: readonly (readonly [RegExp, 'applied' | 'queued' | 'pulled'])[] = [
  [/^This (?:series|patch|pull request) was applied to (?<tree>\S+(?: \(\S+\))?)/m, 'applied'],
  [/^The pull request you sent on .{1,200}\n(?:.*\n){0,6}?has been merged into (?<tree>[^\s:]+)/m, 'pulled'],
  [/^The following commit has been merged into the (?<tree>\S+ branch of \S+?):?$/m, 'applied'],
  [/^ {0,4}to my (?<tree>\S+) git tree/m, 'queued'],
  [/^has been added to the -mm (?<tree>\S+) branch/m, 'queued'],
]

/** What all of them have in common, looked for in one go. */
const announcing = /applied to|merged into|to my |to the -mm /

function announcedIn(text: string): Verdict | undefined {
  const start = text.slice(0, 4000)
  if (!announcing.test(start)) return undefined
  for (const [pattern, is] of announcements) {
    const match = pattern.exec(start)
    if (match === null) continue
    const tree = match.groups?.['tree']
    const sentence = match[0].replace(/\s+/g, ' ').trim()
    return { is, sentence, ...(tree === undefined ? {} : { tree }) }
  }
  return undefined
}

/** The commands of patchwork's robot that say a state. */
function askedOfRobot(word: string, isPull: boolean): Verdict | undefined {
  const sentence = `pw-bot: ${word}`
  if (/^(?:cr|changes-requested)$/i.test(word)) return { is: 'changes requested', sentence }
  if (/^(?:reject|rejected)$/i.test(word)) return { is: 'nak', sentence }
  if (/^(?:accept|accepted|applied)$/i.test(word)) return { is: isPull ? 'pulled' : 'applied', sentence }
  return undefined
}

/** b4 ty lists what was applied: `[2/5] title` with `commit: 0123abc` or a link below. */
function listedPatches(text: string): Pick<Verdict, 'patches'> {
  const listed = [
    ...text.matchAll(
      /^\[(\d{1,4})\/\d{1,4}\] \S.{0,300}\n(?:(?!\[).{0,300}\n){0,2}? {4,}(?:commit:|https?:|\(no commit)/gm,
    ),
  ]
  return listed.length === 0 ? {} : { patches: listed.map((match) => Number(match[1])) }
}

/** "Queued to" with the address of the tree on a line of its own. */
function treeBelow(verdict: Verdict, text: string): Pick<Verdict, 'tree'> {
  if (verdict.tree !== undefined || !/\b(?:to|in|at|into):?$/.test(verdict.sentence)) return {}
  const tree = new RegExp(String.raw`^\s*((?:https?|git)://\S{1,120}(?: [\w./-]{1,40})?)\s*$`, 'm').exec(text)?.[1]
  return tree === undefined ? {} : { tree }
}
