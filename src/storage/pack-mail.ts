import { constants, zstdCompressSync } from 'node:zlib'

/** Measured on list mail: level 1 takes two thirds of the time of level 3 and gives 2 % more bytes. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 }

/** A mail as it is kept: a zstd frame (RFC 8878). */
export function packMail(raw: Uint8Array): Uint8Array {
  // One piece of output instead of 64 KB that are mostly thrown away.
  return zstdCompressSync(raw, { params, chunkSize: Math.max(256, raw.length) })
}
