import { constants, zstdCompressSync } from 'node:zlib'
import { mailColumns } from './mail-row.ts'
import type { NewMail } from './storage.ts'

/** Makes a mail ready to be saved. What else it carries is kept. */
export function packMail<T extends Pick<NewMail, 'mail' | 'raw'>>({ mail, raw, ...rest }: T) {
  return { ...rest, columns: mailColumns(mail, raw !== undefined), zstd: raw === undefined ? undefined : packed(raw) }
}

/** Measured on list mail: level 1 takes two thirds of the time of level 3 and gives 2 % more bytes. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 }

function packed(raw: Uint8Array): Uint8Array {
  // One piece of output instead of 64 KB that are mostly thrown away.
  return zstdCompressSync(raw, { params, chunkSize: Math.max(256, raw.length) })
}
