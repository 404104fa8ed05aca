import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { StorageError } from './storage-error.ts'

/** Keys of 32 bytes. */
export interface SealingKeys {
  readonly current: Uint8Array
  /** Keys that were current once: they open, and seal no more. */
  readonly old: readonly Uint8Array[]
}

const algorithm = 'aes-256-gcm'
const nonceLength = 12
const tagLength = 16

/**
 * AES-256-GCM with a nonce of its own for each record: `v1.KEY-ID.NONCE.SECRET-AND-TAG`. `context` is not kept in it,
 * and must be the same when it is opened.
 */
export function seal(secret: string, context: string, { current }: SealingKeys): string {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv(algorithm, current, nonce, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return ['v1', keyId(current), nonce.toString('base64url'), sealed.toString('base64url')].join('.')
}

/** Throws StorageError where none of the keys sealed it, or it is not as it was sealed. */
export function openSealed(
  record: string,
  context: string,
  { current, old }: SealingKeys,
): { readonly secret: string; readonly isOld: boolean } {
  const [form, id, nonce, sealed] = record.split('.')
  if (form !== 'v1' || nonce === undefined || sealed === undefined)
    throw new StorageError('a sealed secret has a form that this version does not know')
  const key = [current, ...old].find((one) => keyId(one) === id)
  if (key === undefined)
    throw new StorageError(`a secret was sealed with another key (${id}): give that key in oldSecretKeys`)
  const bytes = Buffer.from(sealed, 'base64url')
  try {
    const decipher = createDecipheriv(algorithm, key, Buffer.from(nonce, 'base64url'), { authTagLength: tagLength })
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(bytes.subarray(-tagLength))
    const opened = Buffer.concat([decipher.update(bytes.subarray(0, -tagLength)), decipher.final()])
    return { secret: opened.toString('utf8'), isOld: key !== current }
  } catch (error) {
    throw new StorageError('a sealed secret is not as it was sealed: it was changed, or moved from its place', {
      cause: error,
    })
  }
}

/** Tells keys apart without telling anything about them. */
function keyId(key: Uint8Array): string {
  return createHash('sha256').update('key id').update(key).digest('hex').slice(0, 8)
}
