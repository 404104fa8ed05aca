/** An entry of a printed report: `New:` with all that follows, or `Exist:` and ` Skip:`. */
export interface ReportEntry {
  readonly is: 'new' | 'skip'
  readonly title: string
  readonly subject: string
  readonly author: string
  /** From the empty line after the author to the line of dashes. */
  readonly text: string
}

const separator = `\n\n${'-'.repeat(70)}\n`

/** Takes the commit messages of a report apart again. */
export function entriesOf(report: string): readonly ReportEntry[] {
  const messages = report.slice(report.indexOf('===== Patch Commit Messages ====')).split('\n').slice(2).join('\n')
  return messages.split(separator).flatMap((piece) => {
    const skips = [...piece.matchAll(/^Exist: (.*)\n Skip: (.*)$/gm)].map(([, title = '', subject = '']) => ({
      is: 'skip' as const,
      title,
      subject,
      author: '',
      text: '',
    }))
    const start = piece.search(/^New: {2}/m)
    if (start < 0) return skips
    const [title = '', subject = '', author = '', ...text] = piece.slice(start).split('\n')
    return [...skips, { is: 'new' as const, title: title.slice(6), subject, author, text: text.join('\n') }]
  })
}
