/** A map that holds the `most` entries that were used last. */
export interface NewestKept<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): void
  forget(key: K): void
}

export function newestKept<K, V>(most: number): NewestKept<K, V> {
  const kept = new Map<K, V>()

  function set(key: K, value: V): void {
    kept.delete(key)
    kept.set(key, value)
    if (kept.size <= most) return
    const [oldest] = kept.keys()
    if (oldest !== undefined) kept.delete(oldest)
  }

  return {
    get(key) {
      const value = kept.get(key)
      if (value !== undefined) set(key, value)
      return value
    },
    set,
    forget: (key) => void kept.delete(key),
  }
}
