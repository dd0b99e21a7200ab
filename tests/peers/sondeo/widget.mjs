// Sondeo in the harness that shows the peers' prompts: `cargo xtask bench peers`. The harness serves our files as it
// serves theirs; what asks and answers is a real collector behind it.
import { execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import readline from 'node:readline'

const { SONDEO_BIN, SONDEO_WEB } = process.env
if (!SONDEO_BIN || !SONDEO_WEB) throw Error('set SONDEO_BIN to the binary and SONDEO_WEB to dist/web')

// The harness's page, as the collector knows it: its port changes with each start.
const ORIGIN = 'http://page.example'
const SITE = 'peers'
// `show` asks at once. `idle` asks the collector, which asks nobody. `off` is an interaction without a survey.
const SURVEYS = `
[[survey]]
slug = 'show'
metric = 'nps'
touchpoints = ['show']
[[survey]]
slug = 'idle'
metric = 'nps'
touchpoints = ['idle']
ask = { sample = 0.0 }
`

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sondeo-peers-'))
const sondeo = (...words) => execFileSync(SONDEO_BIN, [...words, '--data', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
sondeo('site', 'add', SITE, '--origin', ORIGIN, '--tz', 'UTC')
const surveys = path.join(folder, 'surveys.toml')
fs.writeFileSync(surveys, SURVEYS)
sondeo('apply', surveys, '--site', SITE)

const collector = spawn(SONDEO_BIN, ['serve', '--listen', '127.0.0.1:0', '--data', folder], { stdio: ['ignore', 'pipe', 'inherit'] })
process.on('exit', () => {
  collector.kill()
  fs.rmSync(folder, { recursive: true, force: true })
})
const address = await new Promise((listens, fails) => {
  collector.on('exit', () => fails(Error('the collector ended before it listened')))
  readline.createInterface({ input: collector.stdout }).on('line', line => {
    if (line.startsWith('listening on ')) listens(line.slice('listening on '.length))
  })
})
// The harness ends when it has nothing left to do; the collector is nothing to do.
collector.unref()
collector.stdout.unref()

const loader = path.join(SONDEO_WEB, 'sondeo.js')
const assets = fs.readdirSync(path.join(SONDEO_WEB, 'assets')).filter(name => !/\.(br|gz)$|^dashboard-/.test(name))
const asset = name => path.join(SONDEO_WEB, 'assets', name)
const named = (start, end) => [start + end, asset(assets.find(name => name.startsWith(start + '-') && name.endsWith(end)))]

export default {
  title: 'Sondeo', version: 'this checkout',
  scenarios: ['show', 'idle', 'off'],
  vendorFiles: { '/sondeo.js': loader, ...Object.fromEntries(assets.map(name => ['/assets/' + name, asset(name)])) },
  bytes: { upfront: [['sondeo.js', loader]], onShow: [named('prompt', '.js'), named('widget', '.js'), named('widget', '.wasm')] },
  score: '[role=radio]', prompt: '.card', selected: '[role=radio][aria-checked=true]', submit: null,
  answered: posts => posts.some(({ p, body }) => p.endsWith('/responses') && JSON.parse(body).rating != null),
  async api({ method, path, body }) {
    const answer = await fetch(address + path, {
      method, body: method === 'POST' ? body : undefined,
      headers: { origin: ORIGIN, 'content-type': 'text/plain;charset=UTF-8' },
    })
    return { status: answer.status, type: answer.headers.get('content-type') ?? 'text/plain', body: await answer.text() }
  },
}
