/**
 * Posts the messages of one turn of the event loop together, in their order: to wake a thread takes several times as long as to
 * hand it a message. Plain JavaScript, as the engine's thread is that posts too.
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
