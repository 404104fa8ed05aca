import type { Address } from '#src/mail/message.ts'

const robotEmails: readonly RegExp[] = [
  /^lkp@(linux\.)?intel\.com$/,
  /^oliver\.sang@intel\.com$/,
  /^syzbot(\+[^@]*)?@/,
  /^bot@kernelci\.org$/,
  /^kernelci(-[a-z]+)*@/,
  /^(pr-tracker-bot|patchwork-bot(\+[^@]*)?|bugzilla-daemon|tip-bot2?|noreply|no-reply|sashiko-bot|lkft|regzbot|autosel-bot)@/,
  /^[^@]*-bot(\+[^@]*)?@/,
  /^bot\+[^@]*@/,
  /^sashiko@/,
  /^patchew-devel@|^no-reply@patchew\.org$/,
  /^mailer-daemon@/,
]

const robotNames =
  /\b(kernel test robot|syzbot|kernelci( bot)?|pr-tracker-bot|patchwork-bot|tip-bot|lkft|sashiko|patchew)\b|\bbot$/i

/** Does this mailbox belong to a machine? Robots' mail is folded, counted apart, and never credited with reviews. */
export function isRobot(from: Address): boolean {
  const email = from.email.toLowerCase().slice(0, 320)
  return robotEmails.some((pattern) => pattern.test(email)) || robotNames.test(from.name.slice(0, 320))
}
