const { statusCallback } = require(Runtime.getFunctions().payments.path);

// Asks for one field, or completes the payment; which payment, the browser's cookie says.
exports.handler = (context, event, callback) => {
  const { CallSid, request, ...changes } = event;
  context
    .getTwilioClient()
    .calls(CallSid)
    .payments(request.cookies.payment)
    .update({
      idempotencyKey: JSON.stringify(changes),
      statusCallback: statusCallback(context),
      ...changes,
    })
    .then((payment) => callback(null, { sid: payment.sid }))
    .catch((error) => callback(error));
};
