import { writeFileSync } from 'node:fs'
import { configJsonSchema } from '#src/config.ts'

/** Where editors find it; `npm run schema` writes it anew. */
export const schemaFile = new URL('bot.schema.json', import.meta.url)

export function schemaText(): string {
  return `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`
}

if (process.argv[1] === import.meta.filename) writeFileSync(schemaFile, schemaText())
