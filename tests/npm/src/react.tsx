// A page of React around what docs/frameworks.md shows: an order that can be placed and left.
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { OrderPlaced, Survey } from './OrderPlaced'

function Page() {
  const [isPlaced, setPlaced] = useState(false)
  const [said, setSaid] = useState('')
  return (
    <>
      <h1>A shop made with React</h1>
      <button id="order" onClick={() => setPlaced(true)}>Place the order</button>
      <button id="leave" onClick={() => setPlaced(false)}>Back to the shop</button>
      {isPlaced && <OrderPlaced order="1234" onRated={rating => setSaid(`Rated ${rating}`)} />}
      {isPlaced && <Survey touchpoint="article_read" />}
      <p>{said}</p>
    </>
  )
}

createRoot(document.querySelector('#app')!).render(<StrictMode><Page /></StrictMode>)
