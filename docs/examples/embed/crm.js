const panel = document.querySelector('assist-pay-panel');
const asked = new URLSearchParams(location.search);

panel.fetchGrant = async () => {
  const response = await fetch('/grant', {
    method: 'POST',
    body: JSON.stringify({ callSid: asked.get('call'), reference: asked.get('reference') ?? 'INV-1001' }),
  });
  if (!response.ok) throw new Error(`No grant: ${response.status}`);
  return response.json();
};

for (const name of ['state', 'done', 'error']) {
  panel.addEventListener(`assist-pay-${name}`, ({ detail }) => {
    const line = document.createElement('li');
    line.textContent = `${name} ${JSON.stringify(detail)}`;
    document.querySelector('#said').append(line);
  });
}
