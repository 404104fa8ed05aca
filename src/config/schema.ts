import { z } from 'zod'
import { parseFilter } from '#src/events/filter.ts'
import { readSealingKey } from '#src/config/sealing-key.ts'
import type { SecretReading, SecretRef } from '#src/config/secret.ts'
import { checkTokens } from '#src/config/slack-tokens.ts'
import {
  announceSpan,
  backfillSpan,
  duration,
  msOrAll,
  msOrOff,
  orAll,
  orOff,
  pollSpan,
  quietSpan,
  toMs,
} from '#src/config/spans.ts'

/**
 * The config file, strictly: an unknown key is an error. Every description here ends up in `config/bot.schema.json`.
 * `secretOf` turns `{ env: NAME }` into the secret, so that one that is not set is reported where it is asked for.
 */
export function configSchema(secretOf: (ref: SecretRef) => SecretReading) {
  const error = 'a secret is never written here: give { env: NAME } or { file: PATH }'
  // What is no name of a variable is probably the secret itself.
  const env = z.string().regex(/^[A-Za-z_]\w*$/, { error })
  const secret = z
    .union([z.strictObject({ env }), z.strictObject({ file: z.string().min(1) })], {
      error: ({ input }) => (namesBoth(input) ? 'a secret stands in one place: give env or file, not both' : error),
    })
    .transform((ref, context) => {
      const reading = secretOf(ref)
      if ('value' in reading) return reading.value
      context.issues.push({ code: 'custom', message: reading.problem, input: ref })
      return z.NEVER
    })

  /** It may hold a password, so it may be kept where secrets are. */
  const databaseUrl = z
    .union(
      [
        z.string().regex(databasePattern, { error: databaseHint }),
        z.strictObject({ env }),
        z.strictObject({ file: z.string().min(1) }),
      ],
      {
        error: databaseHint,
      },
    )
    .transform((written, context) => {
      if (typeof written === 'string') return written
      const reading = secretOf(written)
      if ('value' in reading && databasePattern.test(reading.value)) return reading.value
      const message = 'value' in reading ? databaseHint : reading.problem
      context.issues.push({ code: 'custom', message, input: written })
      return z.NEVER
    })

  const imap = z.strictObject({
    host: z.string().min(1).describe('Name of the IMAP server.'),
    port: port().optional().describe('993 with TLS, 143 otherwise.'),
    tls: z
      .union([z.boolean(), z.literal('starttls')], { error: 'expected true, false or starttls' })
      .default(true)
      .describe(
        'true: TLS from the first byte; starttls: asked for, and required; false: only for a server on this machine.',
      ),
    ca: z.string().optional().describe('A PEM file with the certificate authority of a server that has its own.'),
    user: z.string().min(1).optional().describe('Left out with password: anonymous, where the server offers it.'),
    password: secret.optional(),
    mailbox: z
      .string()
      .min(1)
      .default('INBOX')
      .describe('For public-inbox without its slice number: org.kernel.vger.kvm'),
    poll: orOff(pollSpan)
      .default('60s')
      .transform(msOrOff)
      .describe('How often to look beside IDLE; off trusts IDLE alone.'),
  })

  const publicInbox = z.strictObject({
    dir: z.string().min(1).describe('A public-inbox with its git epochs, or one bare epoch.'),
    remote: z.string().optional().describe('Where `git fetch` gets new mail from; left out, the folder is only read.'),
  })

  const mbox = z.strictObject({
    file: z.string().min(1).describe('An mbox, plain or .gz, an .eml file or a maildir.'),
    follow: z.boolean().default(true).describe('Whether to wait for mail that is appended.'),
  })

  const list = z.strictObject({
    name: z.string().regex(/^[\w.-]+$/, { error: 'a name is made of letters, digits, dots and dashes' }),
    address: z.string().regex(/^\S+@\S+$/, { error: 'expected the address of the list, such as kvm@vger.kernel.org' }),
    archive: webUrl().describe('Links in posts begin with it.').optional(),
    backfill: orAll(backfillSpan)
      .default('all')
      .transform(msOrAll)
      .describe('How far back the first start reads: all, or 90d.'),
    announceSince: orAll(announceSpan)
      .default('24h')
      .transform(msOrAll)
      .describe('What the first start still posts: 24h, or all.'),
    source: z
      .strictObject({ imap: imap.optional(), publicInbox: publicInbox.optional(), mbox: mbox.optional() })
      .refine((source) => Object.values(source).filter((one) => one !== undefined).length === 1, {
        error: 'name one source: imap, publicInbox or mbox',
      }),
  })

  const platforms = z.strictObject({
    slack: z
      .strictObject({
        botToken: secret.optional().describe('xoxb-…, of the one workspace.'),
        appToken: secret.optional().describe('xapp-…, for Socket Mode: nothing of ours has to be reachable.'),
        signingSecret: secret.optional().describe('For requests over HTTP instead, together with port.'),
        port: port().optional(),
        oauth: z
          .strictObject({
            clientId: z.string().min(1),
            clientSecret: secret,
            stateSecret: secret.describe('Any long word of yours: it signs what a browser carries to Slack and back.'),
            redirectUrl: webUrl()
              .regex(/\/slack\/oauth_redirect$/, { error: 'an address of yours that ends in /slack/oauth_redirect' })
              .optional(),
          })
          .optional()
          .describe('Several workspaces, instead of botToken: people install the app at /slack/install of our port.'),
        apiUrl: webUrl().default('https://slack.com/api/'),
        readHistory: z.boolean().default(true).describe('Whether an uncertain post may be looked for in the channel.'),
      })
      .refine((slack) => (slack.botToken === undefined) !== (slack.oauth === undefined), {
        error: 'give botToken (one workspace) or oauth (several)',
      })
      .refine(
        (slack) => slack.appToken !== undefined || (slack.signingSecret !== undefined && slack.port !== undefined),
        {
          error: 'give appToken (Socket Mode), or signingSecret and port (HTTP)',
        },
      )
      .refine((slack) => !slack.oauth || (slack.signingSecret !== undefined && slack.port !== undefined), {
        error: 'oauth comes over HTTP: give signingSecret and port',
      })
      .superRefine(checkTokens)
      .optional(),
    discord: z
      .strictObject({
        token: secret,
        guild: z
          .string()
          .regex(/^\d{15,21}$/, { error: 'the id of a server, a number of 17 digits or more, in quotes' })
          .optional()
          .describe('Makes the command known in this server alone; everywhere otherwise.'),
        archiveThreadsAfter: z
          .enum(['1h', '24h', '3d', '7d'])
          .default('3d')
          .describe('How long a thread stays open without a post. A server may have a thousand open ones.'),
        change: whoMay().default('admins').describe('Who may change what a channel of Discord gets: see access.'),
        apiUrl: webUrl().default('https://discord.com/api'),
      })
      .optional(),
    terminal: z.strictObject({ colour: z.boolean().optional() }).optional(),
    web: z.strictObject({ host: z.string().default('127.0.0.1'), port: port().default(8300) }).optional(),
  })

  const channel = z.strictObject({
    platform: z.enum(['slack', 'discord', 'terminal']),
    channel: z
      .string()
      .min(1)
      .describe('As the platform names it: C0123456789, a Discord id, a word for the terminal.'),
    list: z.string().optional().describe('May be left out where there is one list.'),
    filter: z
      .string()
      .default('')
      .superRefine((text, context) => {
        const reading = text.trim() === '' ? undefined : parseFilter(text)
        if (reading && !reading.ok) context.addIssue({ code: 'custom', message: reading.error })
      })
      .describe("What this channel gets, in the grammar of /kvm subscribe; '' takes everything."),
  })

  return z.strictObject({
    lists: z.array(list).min(1, { error: 'at least one list is needed' }),
    platforms: platforms.default({}),
    channels: z
      .array(channel)
      .default([])
      .describe('Subscriptions that stay in this file, beside those made by command.'),
    storage: z.strictObject({ url: databaseUrl }).default({ url: 'sqlite:data/kvm-bot.db' }),
    commandName: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,31}$/, { error: 'lower-case letters and digits, at most 32' })
      .default('kvm')
      .describe('The name of the slash command.'),
    pollEvery: duration(pollSpan).default('60s').transform(toMs).describe('How often to look into archives and files.'),
    access: z
      .strictObject({ change: whoMay().default('anyone') })
      .default({ change: 'anyone' })
      .describe('Rules for channels that have no setting of their own.'),
    uncertainSends: z
      .enum(['resend', 'hold'])
      .default('resend')
      .describe('A post whose answer was lost, where the platform cannot be asked for it: send it again, or hold it.'),
    secretKey: sealingKey(secret)
      .optional()
      .describe('Seals the tokens of further workspaces in the database: 32 bytes as base64 or hex.'),
    oldSecretKeys: z
      .array(sealingKey(secret))
      .default([])
      .describe('Keys of before, which open what they sealed; it is then sealed with secretKey.'),
    quietTime: duration(quietSpan)
      .default('90s')
      .transform(toMs)
      .describe('How long an incomplete series may wait for its parts.'),
    people: z
      .strictObject({
        confirm: z
          .enum(['admin', 'nobody'])
          .default('nobody')
          .describe('Who has to agree before a mail address that somebody gives by /kvm me counts as theirs.'),
      })
      .default({ confirm: 'nobody' }),
    tables: z
      .strictObject({
        maintainers: z.string().optional().describe("A kernel's MAINTAINERS file, plain or .gz."),
        mailmap: z.string().optional().describe('A .mailmap file: who is who by address.'),
      })
      .default({}),
    http: z
      .strictObject({ host: z.string().default('127.0.0.1'), port: port().default(8301) })
      .optional()
      .describe('/healthz, /readyz and /metrics.'),
    log: z
      .strictObject({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info') })
      .default({ level: 'info' }),
  })
}

function whoMay() {
  const error = 'expected anyone, creator, admins, or a list of user ids'
  return z
    .union(
      [
        z.enum(['anyone', 'creator', 'admins']),
        z
          .array(z.string().regex(/^[\w./-]{1,64}$/, { error: 'expected the id of a person, such as U0123456789' }))
          .min(1),
      ],
      { error },
    )
    .describe('Who may change what a channel gets. Administrators always may.')
}

function sealingKey(secret: z.ZodType<string, SecretRef>) {
  return secret.transform((text, context) => {
    const key = readSealingKey(text)
    if (typeof key !== 'string') return key
    context.addIssue({ code: 'custom', message: key })
    return z.NEVER
  })
}

const databasePattern = /^(?:sqlite:.+|postgres(?:ql)?:\/\/.+)$/
const databaseHint =
  'expected sqlite:PATH or postgres://USER@HOST/DATABASE, or where it stands: { env: NAME } or { file: PATH }'

function port() {
  return z.int({ error: 'expected a port number' }).min(0).max(65_535)
}

function webUrl() {
  return z.url({ protocol: /^https?$/, error: 'expected an address that begins with https://' })
}

function namesBoth(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'env' in input && 'file' in input
}
