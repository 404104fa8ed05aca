import { errorNotice, sayNotice } from '#src/notice/answer-notice.ts'
import type { Answer, CommandRequest, Form, Host, Rights } from '#src/ports.ts'
import { testHost } from '#test/contracts/test-host.ts'

type Asker = Omit<CommandRequest, 'input'>

/** A host with a form, a home and people's rights, that remembers what it was asked. */
export interface FormsHost extends Host {
  readonly asked: CommandRequest[]
  readonly forms: { readonly command: string; readonly options: object; readonly asker: Asker }[]
  readonly outlooks: Readonly<Record<string, string>>[]
  readonly homes: Asker[]
  /** What the one who asked last may do. */
  rights(): Promise<Rights | undefined>
  answer: Host['answer']
  form: Host['form']
  outlook: Host['outlook']
  home: Host['home']
  suggest: Host['suggest']
}

export const subscribeForm: Form = {
  title: 'Subscribe this channel to something',
  submit: 'subscribe',
  fields: [
    {
      name: 'arch',
      label: 'Archs',
      kind: 'choices',
      choices: ['arm64', 'x86', 's390'].map((value) => ({ value, label: value })),
      required: false,
      value: 'x86',
    },
    { name: 'subsystem', label: 'Subsystems', kind: 'choices', suggests: 'subsystem', required: false, value: '' },
    {
      name: 'list',
      label: 'List',
      kind: 'choice',
      choices: [{ value: 'kvm', label: 'kvm@vger.kernel.org' }],
      required: true,
      value: 'kvm',
    },
    { name: 'filter', label: 'More', hint: 'such as version:1', kind: 'text', required: false, value: '' },
  ],
}

export function formsHost(): FormsHost {
  const base = testHost()
  const host: FormsHost = {
    ...base,
    forms: [],
    outlooks: [],
    homes: [],
    commands: [
      ...base.commands.map((command) => ({ ...command, form: command.name === 'subscribe' })),
      { name: 'me', summary: 'Whose mail is yours', examples: [], options: [], changes: false, personal: true },
    ],
    rights: async () => base.asked.at(-1)?.rights?.(),
    async answer(request) {
      const { input } = request
      if ('options' in input && (input.options['filter'] ?? '').includes('wrong')) {
        base.asked.push(request)
        const answer: Answer = { notice: errorNotice('the filter has no key wrong'), to: 'asker', ok: false }
        return answer
      }
      return base.answer(request)
    },
    form(command, options, asker) {
      host.forms.push({ command, options, asker })
      return Promise.resolve(subscribeForm)
    },
    outlook(_command, options) {
      host.outlooks.push(options)
      return Promise.resolve(`${Object.keys(options).length} fields, 14 series in the last 7 days`)
    },
    home(asker) {
      host.homes.push(asker)
      return Promise.resolve({
        ...sayNotice(`Your page ${host.homes.length}`),
        buttons: [{ label: 'Unfollow', command: 'unfollow s1' }],
      })
    },
  }
  return host
}
