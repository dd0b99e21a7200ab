// How the browser writes numbers and days, in the form of a language that its owner prefers. Bound in src/speech.rs.
const formats = new Map()

const format = (Kind, lang, options) => {
  const key = lang + JSON.stringify(options)
  if (!formats.has(key)) {
    const preferred = navigator.languages.find((tag) => tag.split('-')[0] == lang)
    formats.set(key, new Kind(preferred ?? lang, options))
  }
  return formats.get(key)
}

/** A number with so many decimals. */
export const number = (lang, value, decimals) =>
  format(Intl.NumberFormat, lang, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    .format(value)
    .replace('-', '\u2212')

/** A share of 0 to 1 as a whole percentage. */
export const percent = (lang, share) =>
  format(Intl.NumberFormat, lang, { style: 'percent', maximumFractionDigits: 0 }).format(share)

/** A day, told by a moment of it in UTC. */
export const day = (lang, at, withDay, withYear) =>
  format(Intl.DateTimeFormat, lang, {
    timeZone: 'UTC',
    month: 'short',
    day: withDay ? 'numeric' : undefined,
    year: withYear ? 'numeric' : undefined,
  }).format(at)

/** A moment as day and time in a zone; as it is where the browser does not know the zone. */
export const moment = (lang, at, timeZone) => {
  try {
    const options = { timeZone, month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }
    return format(Intl.DateTimeFormat, lang, options).format(new Date(at))
  } catch {
    return at
  }
}

/** What a language is called, by its tag; the tag itself where the browser does not know it. */
export const language = (lang, tag) => {
  try {
    return new Intl.DisplayNames(lang, { type: 'language' }).of(tag)
  } catch {
    return tag
  }
}

/** Today's date in a zone, as the wire writes it, which is as Swedes do; in UTC where the browser does not know the zone. */
export const today = (timeZone) => {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone }).format()
  } catch {
    return new Date().toISOString().slice(0, 10)
  }
}
