import { fileURLToPath } from 'node:url'

function ofProject(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}

/** Read by default where it is there, so that a checkout needs no option. */
export const usualConfigFile = ofProject('config/bot.yaml')

/** Without any config: the sample week, an SQLite file of its own (its people are invented), and this terminal. */
export const defaultConfigText = `
lists:
  - name: kvm
    address: kvm@vger.kernel.org
    archive: https://lore.kernel.org/kvm/
    announceSince: all
    source: { mbox: { file: ${JSON.stringify(ofProject('config/sample/kvm-week.mbox'))}, follow: false } }
platforms:
  terminal: {}
channels:
  - { platform: terminal, channel: terminal }
storage: { url: ${JSON.stringify(`sqlite:${ofProject('data/sample.db')}`)} }
log: { level: warn }
`
