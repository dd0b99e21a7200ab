// The commands and events of Sondeo's tag. docs/frameworks.md shows them in React and Vue.

/** What is known of an interaction that has just ended. */
export interface Interaction {
  /** The site's own id of it, for example `order-1234`; 128 characters at most. */
  id?: string | number
  /** The stage of the customer's life, for example `purchase`. */
  stage?: string
  /** Facts that the site's surveys declare, each a text of 1 to 256 bytes. */
  attributes?: Record<string, string>
  /** The JWT by which the site's server vouches for it (docs/signed-interactions.md). */
  token?: string
}

/** What becomes of a prompt. */
export type Event = 'shown' | 'rated' | 'completed' | 'dismissed' | 'opted_out'

/** What is told with an event. */
export interface Detail {
  /** The survey's name. */
  survey: string
  /** The rating, once one was chosen. */
  rating?: number | null
}

/** The commands of the tag. */
export interface Sondeo {
  /** Tells of an interaction that has just ended; a prompt is shown if one is due. */
  (command: 'interaction', touchpoint: string, about?: Interaction): void
  /** Tells by a token that the site's server signed who the customer is. */
  (command: 'identify', token: string): void
  /** Empties what this browser remembers of the site, unsent answers too. */
  (command: 'forget'): void
  /** Says which language the page speaks (BCP 47), over the `lang` of its `<html>`. */
  (command: 'locale', tag: string): void
  /** Says what the customer agreed to: `denied` never asks and remembers nothing, `granted` overrules GPC. */
  (command: 'consent', word: 'granted' | 'denied'): void
  /** Closes the prompt that is shown. */
  (command: 'close'): void
  /** Hears an event for as long as the page is there. */
  (command: 'on', event: Event, listener: (detail: Detail) => void): void
}

/** How the tag is to be loaded. */
export interface Settings {
  /** Where the collector is, for example `https://feedback.example.com` or `/feedback`. */
  collector: string
  /** The site's name. */
  site: string
  /** The nonce that the page's Content-Security-Policy asks of scripts. */
  nonce?: string
  /** The tag's address as a TrustedScriptURL, where the page requires Trusted Types. */
  src?: unknown
  /** The page's language, over the `lang` of its `<html>`. */
  locale?: string
  /** A token by which the site's server says who the customer is. */
  identity?: string
  /** Turns page events into interactions, as the site's surveys declare it. */
  triggers?: boolean
  /** Always asks and counts nothing. */
  test?: boolean
  /** Tells in the console what happens and why. */
  debug?: boolean
}

/** Adds the tag to the page, unless it is there; does nothing on a server. */
export function load(settings: Settings): Sondeo

/** Says a command to the tag, now or as soon as it has loaded; does nothing on a server. */
export const sondeo: Sondeo

/** Hears an event until the function that it returns is called. */
export function listen(event: Event, listener: (detail: Detail) => void): () => void

declare global {
  interface Window {
    sondeo?: Sondeo
  }
  interface DocumentEventMap extends SondeoEvents {}
  interface HTMLElementEventMap extends SondeoEvents {}
  /** The events of the tag, which bubble from the prompt to the document. */
  interface SondeoEvents {
    'sondeo:shown': CustomEvent<Detail>
    'sondeo:rated': CustomEvent<Detail>
    'sondeo:completed': CustomEvent<Detail>
    'sondeo:dismissed': CustomEvent<Detail>
    'sondeo:opted_out': CustomEvent<Detail>
  }
}
