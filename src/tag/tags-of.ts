import type { ListMail } from '#src/patch/list-mail.ts'
import { archsOf } from '#src/tag/arch.ts'
import type { Arch } from '#src/tag/arch-names.ts'
import { subsystemsOf } from '#src/tag/maintainers.ts'
import type { Tables } from '#src/tag/tables.ts'

/** What one mail is about, from the files it touches and its subject. */
export function tagsOf(mail: ListMail, tables: Tables): { archs: Arch[]; subsystems: string[] } {
  const paths = mail.files.map((file) => file.path)
  return {
    archs: archsOf(paths, mail.subject.title, mail.subject.trees),
    subsystems: subsystemsOf(paths, tables.maintainers),
  }
}
