import { clip } from '#src/lib/clip.ts'
import type { Chart } from '#src/notice/chart.ts'
import { drawChart } from '#src/notice/draw-chart.ts'
import type { Notice } from '#src/notice/notice.ts'
import { renderBlocks, renderPlain, type SlackContent } from '#adapters/slack/blocks.ts'
import { refusesContent } from '#adapters/slack/errors.ts'
import { maxAltText } from '#adapters/slack/room.ts'
import { uploadFile } from '#adapters/slack/upload.ts'
import { mayUse, type Workspace } from '#adapters/slack/workspace.ts'

type Form = () => Promise<SlackContent | undefined>

/** A fresh file may be unknown to the posting part of Slack for a moment. */
const fileSettlesMs = 1500

/**
 * Says a notice in the best form that Slack takes: with a chart it draws itself, with a picture of the chart, without
 * one, and at last as a plain line. Only where the content itself is refused is the next form tried; what `call`
 * rejects with otherwise is handed through.
 */
export async function inBestForm<T>(
  notice: Notice,
  marker: string | undefined,
  workspace: Workspace,
  call: (content: SlackContent) => Promise<T>,
): Promise<T> {
  let refusal: unknown
  for (const form of formsOf(notice, marker, workspace)) {
    const content = await form()
    if (!content) continue
    try {
      return await call(content)
    } catch (error) {
      if (!refusesContent(error)) throw error
      refusal = error
      if (holdsChart(content)) workspace.drawsCharts = false
    }
  }
  throw refusal
}

function formsOf(notice: Notice, marker: string | undefined, workspace: Workspace): readonly Form[] {
  const { chart } = notice
  const plain: Form = () => Promise.resolve(renderPlain(notice, marker))
  const table: Form = () => Promise.resolve(renderBlocks(notice, marker, 'none'))
  if (!chart) return [table, plain]
  let picture: string | undefined
  const native: Form = () => Promise.resolve(workspace.drawsCharts ? nativeForm(notice, marker) : undefined)
  const pictured: Form = async () => {
    picture = await pictureOf(chart, workspace)
    return picture === undefined ? undefined : renderBlocks(notice, marker, { picture })
  }
  const picturedLater: Form = async () => {
    if (picture === undefined) return undefined
    await workspace.clock.sleep(fileSettlesMs)
    return renderBlocks(notice, marker, { picture })
  }
  return [native, pictured, picturedLater, table, plain]
}

/** Undefined where the chart holds more than Slack draws. */
function nativeForm(notice: Notice, marker: string | undefined): SlackContent | undefined {
  const content = renderBlocks(notice, marker, 'native')
  return holdsChart(content) ? content : undefined
}

function holdsChart({ blocks }: SlackContent): boolean {
  return blocks.some(({ type }) => type === 'data_visualization')
}

/** The id of the chart's picture; undefined where the app may not upload, or it failed: the table says the same. */
async function pictureOf(chart: Chart, workspace: Workspace): Promise<string | undefined> {
  if (!mayUse(workspace, 'files:write')) return undefined
  try {
    const bytes = await drawChart(chart)
    return await uploadFile(workspace, { name: 'chart.png', bytes, alt: clip(chart.alt, maxAltText) })
  } catch (error) {
    workspace.log.warn({ error: String(error) }, 'a chart could not be uploaded, its table stands alone')
    return undefined
  }
}
