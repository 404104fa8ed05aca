import { refused } from '#src/commands/answers.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Answer, CommandRequest, Host } from '#src/ports.ts'

/** A host that remembers what it was asked and answers as told. */
export function testHost(): Host & { readonly asked: CommandRequest[]; answer: Host['answer'] } {
  const asked: CommandRequest[] = []
  return {
    asked,
    commandName: 'kvm',
    commands: [
      {
        name: 'help',
        summary: 'What I can do',
        examples: ['help'],
        options: [],
        changes: false,
      },
      {
        name: 'subscribe',
        summary: 'Post the series that match a filter here',
        examples: ['subscribe arch:arm64'],
        options: [{ name: 'filter', summary: 'What to post', required: true, positional: true, type: 'filter' }],
        changes: true,
      },
      {
        name: 'top-contributors',
        summary: 'Who wrote most',
        examples: ['top-contributors since:30d'],
        options: [
          { name: 'since', summary: 'How far back', required: false, positional: false, type: 'text' },
          {
            name: 'arch',
            summary: 'Only this arch',
            required: false,
            positional: false,
            type: 'text',
            suggests: 'arch',
          },
          {
            name: 'by',
            summary: 'What to count',
            required: false,
            positional: false,
            type: 'choice',
            choices: ['patches', 'series'],
          },
          { name: 'limit', summary: 'How many', required: false, positional: false, type: 'number' },
        ],
        changes: false,
      },
    ],
    answer(request) {
      asked.push(request)
      const changes = JSON.stringify(request.input).includes('subscribe')
      const answer: Answer = {
        ok: true,
        to: changes ? 'channel' : 'asker',
        notice: {
          fallback: 'Done',
          tone: 'plain',
          blocks: [{ is: 'text', spans: [{ text: changes ? 'Subscribed to arch:arm64' : 'Here is who wrote most' }] }],
        },
      }
      return Promise.resolve(answer)
    },
    suggest: (kind, typed) =>
      Promise.resolve(['arm64', 'x86', 's390'].filter((name) => kind === 'arch' && name.startsWith(typed))),
    form: () => Promise.resolve(refused('There is no form here.')),
    outlook: () => Promise.resolve(''),
    home: () => Promise.resolve(sayNotice('Nothing yet.')),
  }
}
