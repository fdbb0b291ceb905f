const asked = new URLSearchParams(location.search);
const response = await fetch('/grant', {
  method: 'POST',
  body: JSON.stringify({ callSid: asked.get('call'), reference: asked.get('reference') ?? 'INV-1001' }),
});
const { url } = await response.json();
// The grant is spent by the first load: whoever shows the panel again asks for another one.
document.querySelector('iframe').src = url;
