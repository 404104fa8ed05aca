import { follow, followsOf, listeners, unfollow } from './follows.ts'
import { insertPosts } from './insert-posts.ts'
import { endMute, missedIn, missedOfSeries, mute, mutes, unmute } from './mutes.ts'
import { seriesOfPost } from './outbox-questions.ts'
import { confirmEmail, linkEmail, person, setQuiet, unconfirmed, unlinkEmail } from './people.ts'
import type { Personal } from './personal.ts'
import { pauseChannel } from './subscriptions.ts'
import type { Db } from './tables.ts'

export function personalStorage(db: Db): Personal {
  return {
    follow: (who, what, at) => follow(db, who, what, at),
    unfollow: (who, what) => unfollow(db, who, what),
    followsOf: (who) => followsOf(db, who),
    listeners: (of) => listeners(db, of),

    mute: (wanted) => mute(db, wanted),
    unmute: (place, seriesKey) => unmute(db, place, seriesKey),
    mutes: (of) => mutes(db, of),
    missedIn: (place) => missedIn(db, place),
    missedOfSeries: (keys) => missedOfSeries(db, keys),
    endMute: (ended, rows, at) => endMute(db, ended, rows, at),

    person: (who) => person(db, who),
    linkEmail: (who, linked, at) => linkEmail(db, who, linked, at),
    unlinkEmail: (who, email) => unlinkEmail(db, who, email),
    confirmEmail: (who, email) => confirmEmail(db, who, email),
    unconfirmed: (platform) => unconfirmed(db, platform),
    setQuiet: (who, because) => setQuiet(db, who, because),

    seriesOfPost: (place, sentId) => seriesOfPost(db, place, sentId),
    addPosts: (rows, at) => insertPosts(db, rows, at),
    pauseChannel: (platform, channel, because) => pauseChannel(db, platform, channel, because),
  }
}
