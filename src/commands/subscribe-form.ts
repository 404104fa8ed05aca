import type { Asked, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { filterFields, partsOf } from '#src/commands/filter-fields.ts'
import type { FilterField, FilterParts } from '#src/commands/filter-fields.ts'
import { filterWords } from '#src/commands/filter-options.ts'
import { ownSubscription } from '#src/commands/own-subscription.ts'
import { readFilter, unheardList } from '#src/commands/read-filter.ts'
import { recentSeries } from '#src/commands/recent-series.ts'
import { parseFilter } from '#src/events/filter.ts'
import { archNames } from '#src/tag/arch-names.ts'
import { counted } from '#src/lib/count.ts'
import type { Answer, Form, FormField } from '#src/ports.ts'
import type { Subscription } from '#src/storage/storage.ts'

/** A filter field by field, empty or, with the option `id`, that of a subscription to change. */
export async function subscribeForm(options: Options, asked: Asked, context: CommandContext): Promise<Form | Answer> {
  const id = options['id']
  const old = id === undefined ? undefined : await ownSubscription(id, asked, context)
  if (old !== undefined && 'notice' in old) return old
  const parsed = parseFilter(old?.filter ?? '')
  const parts = partsOf(parsed.ok ? parsed.filter : [])
  const list = old?.list ?? context.lists[0]?.name ?? ''
  return {
    title: old === undefined ? 'Subscribe this channel' : 'Change a subscription',
    submit: 'subscribe',
    fields: [
      ...(old === undefined ? [] : [whichOne(old)]),
      ...filterFields.flatMap((field) =>
        field.name === 'list' ? listChoice(list, context) : [filterField(field, parts)],
      ),
      {
        name: 'exclude',
        label: 'Leave out',
        hint: 'author:name tag:rfc',
        kind: 'text',
        required: false,
        value: parts.exclude,
      },
      {
        name: 'filter',
        label: 'More',
        hint: 'In the grammar of filters, such as version:1 domain:example.org; for everything write all',
        kind: 'text',
        required: false,
        value: old?.filter === '' ? 'all' : parts.rest,
      },
    ],
  }
}

/** A choice of one: it is shown, and comes back with the rest. */
function whichOne({ id, filter }: Subscription): FormField {
  const choices = [{ value: id, label: `${id}: ${filterWords(filter)}` }]
  return { name: 'id', label: 'Subscription', kind: 'choice', choices, required: true, value: id }
}

function listChoice(value: string, { lists }: CommandContext): readonly FormField[] {
  if (lists.length < 2) return []
  const choices = lists.map(({ name, address }) => ({ value: name, label: address ?? name }))
  return [{ name: 'list', label: 'List', kind: 'choice', choices, required: true, value }]
}

function filterField({ name, label, summary, suggests }: FilterField, { fields }: FilterParts): FormField {
  const field = { name, label, required: false, value: fields.get(name) ?? '' }
  if (name === 'arch')
    return { ...field, kind: 'choices', choices: archNames.map((arch) => ({ value: arch, label: arch })) }
  if (suggests !== undefined) return { ...field, kind: 'choices', suggests }
  return { ...field, kind: 'text', hint: summary }
}

/** `14 series in the last 7 days`, or what is wrong, as the command would say it. */
export async function subscribeOutlook(options: Options, context: CommandContext): Promise<string> {
  const wanted = readFilter(options, context.lists)
  if (typeof wanted === 'string') return wanted
  const found = await recentSeries(wanted, 7, context)
  if (found.length > 0) return `${counted(found.length, 'series', 'series')} in the last 7 days`
  return (await unheardList(wanted, context)).trim() || 'no series in the last 7 days'
}
