/** Why a file that people name cannot be read, so that it stands after its name and a colon. */
export function whyUnread(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'no such file'
  if (code === 'EISDIR') return 'a directory; name the file in it'
  if (code === 'EACCES') return 'this user may not read it'
  return error.message
}
