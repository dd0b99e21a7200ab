// The support chat: a small conversation by script. `closed` is told when a conversation is over.

import { el } from './element.js'
import { texts } from './texts.js'

const panel = document.querySelector('#chat')
const log = document.querySelector('#chat-log')
const choices = document.querySelector('#chat-choices')
const button = document.querySelector('#help')

let hasSpoken = false

export function startChat(closed) {
  const end = () => {
    panel.hidden = true
    button.setAttribute('aria-expanded', 'false')
    button.focus()
    if (hasSpoken) closed()
    hasSpoken = false
    log.replaceChildren()
  }
  button.addEventListener('click', () => (panel.hidden ? open() : end()))
  document.querySelector('#chat-close').addEventListener('click', end)
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') end()
  })
}

function open() {
  panel.hidden = false
  button.setAttribute('aria-expanded', 'true')
  say('marta', texts.chatHello)
  offer(texts.chatScript.map(([question]) => question))
}

function say(who, text) {
  const name = who === 'marta' ? texts.chatMarta : texts.chatYou
  log.append(el('p', { class: who }, el('b', {}, name), text))
  log.scrollTop = log.scrollHeight
}

function offer(lines) {
  choices.replaceChildren(...lines.map((line) => el('button', { type: 'button', class: 'choice', onclick: () => ask(line) }, line)))
  choices.querySelector('button')?.focus()
}

function ask(line) {
  hasSpoken = true
  say('you', line)
  const reply = texts.chatScript.find(([question]) => question === line)?.[1]
  if (!reply) {
    say('marta', texts.chatBye)
    choices.replaceChildren()
    document.querySelector('#chat-close').focus()
    return
  }
  say('marta', `${reply} ${texts.chatMore}`)
  offer([...texts.chatScript.map(([question]) => question).filter((question) => question !== line), texts.chatDone])
}
