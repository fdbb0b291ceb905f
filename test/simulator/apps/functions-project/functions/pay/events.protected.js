const { documentName } = require(Runtime.getFunctions().payments.path);

// Twilio tells how the payment goes; the desk reads it from Sync.
exports.handler = async (_context, event, callback) => {
  if (!event.Result) return callback();
  const document = Runtime.getSync().documents(documentName(event.CallSid));
  const { data } = await document.fetch();
  await document.update({
    data: { results: [...data.results, `${event.Result} ${event.PaymentConfirmationCode}`] },
  });
  // biome-ignore lint/suspicious/noConsole: how a function logs
  console.log(`functions: payment ${event.Result}`);
  return callback();
};
