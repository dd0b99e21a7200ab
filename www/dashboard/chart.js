// A score over time, drawn by uPlot. Bound in src/parts/chart.rs, which says what a trend has.
import uPlot from './{{uplot}}'

/** The narrowest that a label below the axis may have, in pixels. */
const LABEL = 76
/** How wide a chart is printed, in pixels. */
const PAPER = 680

/** The colors of the style sheet as a canvas takes them, which knows neither variables nor light-dark(). */
const colors = (host) => {
  const probe = host.appendChild(document.createElement('i'))
  // A mixed color would be forced to that of the text.
  probe.style.forcedColorAdjust = 'none'
  const color = (name) => {
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color
  }
  const [line, band, grid, words, paper, mark] = ['--score', '--reach', '--line', '--soft', '--card', '--mark'].map(color)
  const { fontFamily } = getComputedStyle(host)
  probe.remove()
  return { line, band, grid, words, paper, mark, font: `12px ${fontFamily}` }
}

export class Chart {
  #host
  #trend
  #plot
  #tip = document.createElement('p')
  #gone = new AbortController()

  constructor(host, trend) {
    this.#host = host
    this.#tip.className = 'tip'
    this.#trend = JSON.parse(trend)
    this.#draw()
    const { signal } = this.#gone
    let width = host.clientWidth
    // Not at once: what is drawn while sizes are told makes browsers report an error.
    const redraw = () => signal.aborted || this.#draw()
    const resized = new ResizeObserver(() => {
      if (host.clientWidth == width || !host.clientWidth) return
      width = host.clientWidth
      requestAnimationFrame(redraw)
    })
    resized.observe(host)
    signal.addEventListener('abort', () => resized.disconnect())
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
      matchMedia(query).addEventListener('change', () => this.#draw(), { signal })
    // The style sheet prints in light colors, whatever the screen has.
    const { classList } = document.documentElement
    addEventListener('beforeprint', () => (classList.add('printing'), this.#draw(PAPER)), { signal })
    addEventListener('afterprint', () => (classList.remove('printing'), this.#draw()), { signal })
  }

  /** Shows another trend. */
  show(trend) {
    this.#trend = JSON.parse(trend)
    this.#draw()
  }

  /** Ends it. */
  remove() {
    this.#gone.abort()
    this.#plot?.destroy()
  }

  #draw(width = this.#host.clientWidth) {
    this.#plot?.destroy()
    if (!width) return
    const { scores, lows, highs, labels, tips, ends, ticks, marks } = this.#trend
    const { line, band, grid, words, paper, mark, font } = colors(this.#host)
    const places = scores.map((_, place) => place)
    const every = Math.max(1, Math.ceil((labels.length * LABEL) / Math.max(1, width - 72)))
    const named = places.filter((place) => (labels.length - 1 - place) % every == 0)
    const bare = { stroke: words, font, ticks: { show: false } }
    this.#plot = new uPlot(
      {
        width,
        height: this.#host.clientHeight,
        padding: [marks.length ? 20 : 10, 28, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 9, fill: line, stroke: paper } },
        scales: { x: { time: false, range: [-0.5, scores.length - 0.5] }, y: { range: ends } },
        axes: [
          { ...bare, size: 30, grid: { show: false }, splits: () => named, values: () => named.map((at) => labels[at]) },
          {
            ...bare,
            size: 44,
            grid: { stroke: grid, width: 1 },
            splits: () => ticks.map(([at]) => at),
            values: () => ticks.map(([, text]) => text),
          },
        ],
        series: [
          {},
          { stroke: 'transparent', points: { show: false } },
          { stroke: 'transparent', points: { show: false } },
          { stroke: line, width: 2, points: { show: true, size: scores.length > 60 ? 4 : 6, fill: line, stroke: line } },
        ],
        bands: [{ series: [1, 2], fill: band }],
        hooks: {
          drawClear: [(plot) => this.#alone(plot, band)],
          draw: [(plot) => this.#mark(plot, mark, font)],
          setCursor: [(plot) => this.#point(plot, tips)],
        },
      },
      [places, highs, lows, scores],
      this.#host,
    )
    this.#plot.over.append(this.#tip)
    this.#tip.hidden = true
  }

  /** The interval of a place whose neighbours are empty, through which no band goes. */
  #alone({ ctx, bbox, data: [, highs, lows], valToPos }, color) {
    ctx.save()
    // It may reach beyond the axis.
    ctx.beginPath()
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
    ctx.clip()
    ctx.strokeStyle = color
    ctx.lineWidth = 6 * devicePixelRatio
    for (const [place, high] of highs.entries()) {
      if (high == null || highs[place - 1] != null || highs[place + 1] != null) continue
      const x = valToPos(place, 'x', true)
      ctx.beginPath()
      ctx.moveTo(x, valToPos(high, 'y', true))
      ctx.lineTo(x, valToPos(lows[place], 'y', true))
      ctx.stroke()
    }
    ctx.restore()
  }

  /** A line with a number at every mark; the list below the chart says what the numbers mean. */
  #mark({ ctx, bbox, valToPos }, color, font) {
    ctx.save()
    ctx.strokeStyle = ctx.fillStyle = color
    ctx.lineWidth = devicePixelRatio
    ctx.font = font.replace('12px', `600 ${12 * devicePixelRatio}px`)
    ctx.textAlign = 'center'
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio])
    for (const [nth, [place]] of this.#trend.marks.entries()) {
      const x = Math.round(valToPos(place, 'x', true))
      ctx.beginPath()
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
      ctx.stroke()
      ctx.fillText(nth + 1, Math.max(x, bbox.left + 6 * devicePixelRatio), bbox.top - 6 * devicePixelRatio)
    }
    ctx.restore()
  }

  /** What the place says that is pointed at. */
  #point({ cursor: { idx, left }, over }, tips) {
    this.#tip.hidden = idx == null || left < 0
    if (this.#tip.hidden) return
    this.#tip.textContent = tips[idx]
    const room = over.clientWidth - this.#tip.offsetWidth
    this.#tip.style.left = `${Math.max(0, Math.min(room, left - this.#tip.offsetWidth / 2))}px`
  }
}
