import { createLog } from '#src/runtime/log.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { discordPlatform } from '#adapters/discord/discord-platform.ts'
import { slackPlatform } from '#adapters/slack/slack-platform.ts'
import '#test/fakes/end-with-parent.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { rootNotice } from '#test/contracts/notices.ts'

/* A process that starts a platform, posts once, stops it and must then end by itself: `start-and-stop.ts NAME URL CHANNEL`. */

const [name, url = '', channel = ''] = process.argv.slice(2)
const tools = { log: createLog('silent'), clock: wallClock }
const platform =
  name === 'slack'
    ? slackPlatform({ botToken: 'xoxb-stand-in', appToken: 'xapp-stand-in', apiUrl: `${url}/api/` }, tools)
    : discordPlatform({ token: 'MTExMTExMTExMTExMTExMTEx.stand.in', apiUrl: `${url}/api` }, tools)

await platform.start(testHost())
await platform.send(channel, rootNotice(), 'once')
await platform.stop()
process.stdout.write('stopped\n')
