// Drawing a signature. Without this file a typed name is the signature.
const area = document.querySelector('.draw')
if (area) {
  area.hidden = false
  const canvas = document.getElementById('drawing')
  const picture = document.getElementById('picture')
  const typed = document.getElementById('typed')
  const pen = canvas.getContext('2d')
  pen.lineWidth = 3
  pen.lineCap = 'round'
  pen.strokeStyle = '#1a1a4d'
  let drawing = false
  const at = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect()
    return [((event.clientX - left) * canvas.width) / width, ((event.clientY - top) * canvas.height) / height]
  }
  canvas.addEventListener('pointerdown', (event) => {
    drawing = true
    canvas.setPointerCapture(event.pointerId)
    pen.beginPath()
    pen.moveTo(...at(event))
  })
  canvas.addEventListener('pointermove', (event) => {
    if (!drawing) return
    pen.lineTo(...at(event))
    pen.stroke()
  })
  const end = () => {
    if (!drawing) return
    drawing = false
    picture.value = canvas.toDataURL('image/png')
    typed.required = false
  }
  canvas.addEventListener('pointerup', end)
  canvas.addEventListener('pointercancel', end)
  document.getElementById('clear').addEventListener('click', () => {
    pen.clearRect(0, 0, canvas.width, canvas.height)
    picture.value = ''
    typed.required = true
  })
}
