/**
 * Posts the messages of one turn of the event loop together, in their order: waking a thread takes several times as long as handing it
 * a message. Plain JavaScript, because the engine's thread posts too.
 */
export function gather(post) {
  let gathered = [];
  return (message) => {
    if (gathered.push(message) > 1) return;
    setImmediate(() => {
      const together = gathered;
      gathered = [];
      post(together);
    });
  };
}
