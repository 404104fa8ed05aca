import type { Channel } from '#src/ports.ts'

type Platforms = Readonly<Record<string, object | undefined>>

/** Where a platform has ids, what they look like and where people find them. A terminal takes any word. */
const ids: Readonly<Record<string, { readonly pattern: RegExp; readonly hint: string }>> = {
  slack: {
    // C: channel, G: private one or group, D: direct messages, also by the person (@U…); T…/ or E…/ where workspaces are many.
    pattern: /^(?:(?:[TE][A-Z0-9]+\/)?[CGD][A-Z0-9]+|@(?:[TE][A-Z0-9]+\/)?[UW][A-Z0-9]+)$/,
    hint: 'one such as C0123456789, which stands at the end of the channel’s details',
  },
  discord: {
    pattern: /^@?\d{15,21}$/,
    hint: 'a number of 17 digits or more, by Copy Channel ID (Settings → Advanced → Developer Mode)',
  },
}

/** Why nothing would ever come on a platform, and what to do; undefined where it is configured. */
export function platformProblem(name: string, platforms: Platforms): string | undefined {
  if (platforms[name] !== undefined) return undefined
  const add = `${name}: ${name === 'terminal' ? '{}' : '{ … }'}`
  const isOnly = Object.values(platforms).every((one) => one === undefined)
  return isOnly
    ? `there are no platforms: add platforms: { ${add} }`
    : `${name} is not among the platforms: add ${add} to them`
}

/** Why there can be no such channel, and what to write; undefined where there may be. */
export function channelProblem({ platform, channel }: Channel): string | undefined {
  const known = ids[platform]
  if (known === undefined || known.pattern.test(channel)) return undefined
  return `"${channel.slice(0, 60)}" is no id of a channel: expected ${known.hint}`
}
