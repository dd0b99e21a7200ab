// The subscription of this browser: a piece every month, until it is cancelled. Kept where the cart is.

import { load, save } from './storage.js'

let endedNow = null
let ended = load('torno-subscription-ended', null)

/** Says whether it runs. */
export const runs = () => ended == null

/** Ends it, at once. */
export function end() {
  ended = endedNow = Date.now()
  save('torno-subscription-ended', ended)
}

export function start() {
  ended = endedNow = null
  save('torno-subscription-ended', null)
}

/** The name of a cancellation that this visit saw, if there was one. */
export const cancellation = () => endedNow && `cancellation-${endedNow.toString(36)}`

/** The day on which the next piece leaves. */
export function nextDay() {
  const now = new Date()
  return new Date(now.getFullYear(), now.getMonth() + 1, 3)
}
