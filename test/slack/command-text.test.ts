import { expect, test } from 'vitest'
import { commandText } from '#adapters/slack/command-text.ts'
import { onlyOnce } from '#adapters/slack/only-once.ts'

test('what keyboards and Slack did to a command is undone', () => {
  expect(commandText(' subscribe subsystem:“KVM X86 MMU” –author:bot ')).toBe(
    'subscribe subsystem:"KVM X86 MMU" -author:bot',
  )
  expect(commandText('subscribe title:‘it’s’')).toBe("subscribe title:'it's'")
  expect(commandText('series a&lt;b&gt;c &amp;amp; d')).toBe('series a<b>c &amp; d')
  expect(commandText('digest\u00a0now')).toBe('digest now')
})

test('a dash inside a word stays', () => {
  expect(commandText('search guest—host')).toBe('search guest—host')
})

test('an event counts once, as far back as is remembered', () => {
  const events = onlyOnce(2)
  expect(['a', 'a', 'b', 'c', 'c', 'a'].map((id) => events.isFirst(id))).toEqual([true, false, true, true, false, true])
  events.forget('a')
  expect(events.isFirst('a')).toBe(true)
})
