const keyLength = 32

/** A key of 32 bytes written as hex or base64 (also its form for addresses), or in words what is wrong with it. */
export function readSealingKey(text: string): Uint8Array | string {
  const key = /^(?:[0-9a-f]{2})+$/iu.test(text)
    ? Buffer.from(text, 'hex')
    : /^[\w+/-]+={0,2}$/u.test(text)
      ? Buffer.from(text, 'base64')
      : undefined
  if (key?.length === keyLength) return key
  const found = key === undefined ? 'this is neither' : `this is ${key.length} bytes`
  return `expected a key of ${keyLength} bytes as base64 or hex, ${found}; make one with: openssl rand -base64 ${keyLength}`
}
