import { z } from 'zod'
import type { Cursor } from '#src/ports.ts'
import { readJson } from '#src/lib/read-json.ts'

const gapShape = z.object({
  uid: z.number(),
  since: z.number(),
  reason: z.string(),
  tries: z.number(),
  /** When to try again; none for a mail that is too large, which is only tried when the bound was raised. */
  next: z.number().optional(),
  size: z.number().optional(),
})
/** A mail that the server has and will not hand out. */
export type Gap = Readonly<z.infer<typeof gapShape>>

const viewShape = z.object({
  /** UIDVALIDITY, which servers behind one name may disagree about: each keeps its own view. */
  validity: z.string(),
  /** All up to this UID were handed on, or are gaps or holes. */
  uid: z.number(),
  /** Message ids of the newest mails: a server that renumbered them all may keep its UIDVALIDITY. */
  anchors: z.array(z.object({ uid: z.number(), id: z.string() })),
  gaps: z.array(gapShape),
  /** UIDs below `uid`, first and last of each range, that the server did not list: they may yet appear. */
  holes: z.array(z.tuple([z.number(), z.number()])),
  /** Up to this UID the mails are probably known under other UIDs. */
  knownTo: z.number().optional(),
})
export type View = Readonly<z.infer<typeof viewShape>>

const cursorShape = z.object({
  mailbox: z.string(),
  views: z.array(viewShape),
  /** Mails that came before this are not wanted: what the first start decided, from then on. None in older cursors. */
  since: z.number().optional(),
})

/** What the follower knows of a mailbox, newest view first. */
export interface ImapState {
  readonly mailbox: string
  readonly views: readonly View[]
  readonly since?: number | undefined
}

const mostViews = 4
const mostAnchors = 3
/** How far back holes are remembered. */
const holeWindow = 2000

/** The state in a cursor; an empty one for a cursor of another mailbox, or none of ours. */
export function readImapState(cursor: Cursor | undefined, mailbox: string): ImapState {
  const state = cursor === undefined ? undefined : cursorShape.safeParse(readJson(cursor)).data
  return state?.mailbox === mailbox ? state : { mailbox, views: [] }
}

export function writeImapState(state: ImapState): Cursor {
  return JSON.stringify(state)
}

export function withView(state: ImapState, view: View): ImapState {
  const others = state.views.filter((other) => other.validity !== view.validity)
  return { ...state, views: [view, ...others].slice(0, mostViews) }
}

export function emptyView(validity: string, uid = 0): View {
  return { validity, uid, anchors: [], gaps: [], holes: [] }
}

/** The view after one more mail; UIDs in between that were not listed become a hole. */
export function advanced(view: View, uid: number, id: string | undefined): View {
  const hole: readonly (readonly [number, number])[] = uid > view.uid + 1 ? [[view.uid + 1, uid - 1]] : []
  const holes = [...view.holes, ...hole].flatMap(([first, last]): [number, number][] =>
    last <= uid - holeWindow ? [] : [[Math.max(first, uid - holeWindow), last]],
  )
  const anchors = id === undefined ? view.anchors : [...view.anchors, { uid, id }].slice(-mostAnchors)
  return { ...view, uid, anchors, holes }
}

export function withoutHole(view: View, uid: number): View {
  const holes = view.holes.flatMap(([first, last]): [number, number][] => {
    if (uid < first || uid > last) return [[first, last]]
    const left: [number, number][] = uid > first ? [[first, uid - 1]] : []
    return uid < last ? [...left, [uid + 1, last]] : left
  })
  return { ...view, holes }
}

export function withGap(view: View, gap: Gap): View {
  return { ...view, gaps: [...view.gaps.filter(({ uid }) => uid !== gap.uid), gap] }
}

export function withoutGap(view: View, uid: number): View {
  return { ...view, gaps: view.gaps.filter((gap) => gap.uid !== uid) }
}

/** A gap after one more failure: the pause doubles, and trying never ends. */
export function failedAgain(gap: Gap, reason: string, now: number, first: number, longest: number): Gap {
  const pause = Math.min(longest, first * 2 ** Math.min(gap.tries, 20))
  return { ...gap, reason, tries: gap.tries + 1, next: now + pause }
}
