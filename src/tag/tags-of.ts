import type { FileChange, Subject } from '#src/patch/list-mail.ts'
import { archsOf } from '#src/tag/arch.ts'
import type { Arch } from '#src/tag/arch-names.ts'
import { subsystemsOf } from '#src/tag/maintainers.ts'
import type { Tables } from '#src/tag/tables.ts'

/** As much of a `ListMail` as its tags depend on. */
export interface Tagged {
  readonly files: readonly Pick<FileChange, 'path'>[]
  readonly subject: Pick<Subject, 'title' | 'trees'>
}

/** What one mail is about, from the files it touches and its subject. */
export function tagsOf(mail: Tagged, tables: Tables): { archs: Arch[]; subsystems: string[] } {
  const paths = mail.files.map((file) => file.path)
  return {
    archs: archsOf(paths, mail.subject.title, mail.subject.trees),
    subsystems: subsystemsOf(paths, tables.maintainers),
  }
}
