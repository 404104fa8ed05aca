import { follow, followsOf, listeners, unfollow } from './follows.ts'
import { insertPosts } from './insert-posts.ts'
import { endMute, missedIn, missedOfSeries, mute, mutes, unmute } from './mutes.ts'
import { lastSent, seriesOfPost, sentRoots } from './outbox-questions.ts'
import { confirmEmail, linkEmail, person, setQuiet, unconfirmed, unlinkEmail } from './people.ts'
import type { Personal } from './personal.ts'
import { pauseChannel } from './subscriptions.ts'
import type { Db } from './tables.ts'

export function personalStorage(db: Db, reading: Db): Personal {
  return {
    follow: (who, what, at) => follow(db, who, what, at),
    unfollow: (who, what) => unfollow(db, who, what),
    followsOf: (who) => followsOf(reading, who),
    listeners: (of) => listeners(reading, of),

    mute: (wanted) => mute(db, wanted),
    unmute: (channel, seriesKey) => unmute(db, channel, seriesKey),
    mutes: (of) => mutes(reading, of),
    missedIn: (channel) => missedIn(reading, channel),
    missedOfSeries: (keys) => missedOfSeries(reading, keys),
    endMute: (ended, rows, at) => endMute(db, ended, rows, at),

    person: (who) => person(reading, who),
    linkEmail: (who, linked, at) => linkEmail(db, who, linked, at),
    unlinkEmail: (who, email) => unlinkEmail(db, who, email),
    confirmEmail: (who, email) => confirmEmail(db, who, email),
    unconfirmed: (platform) => unconfirmed(reading, platform),
    setQuiet: (who, because) => setQuiet(db, who, because),

    seriesOfPost: (channel, sentId) => seriesOfPost(reading, channel, sentId),
    sentRoots: (platform) => sentRoots(reading, platform),
    lastSent: (channel) => lastSent(db, channel),
    addPosts: (rows, at) => insertPosts(db, rows, at),
    pauseChannel: (platform, channel, because) => pauseChannel(db, platform, channel, because),
  }
}
