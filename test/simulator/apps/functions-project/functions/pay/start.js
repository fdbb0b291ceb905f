const { statusCallback, documentName } = require(Runtime.getFunctions().payments.path);

exports.handler = async (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Access-Control-Allow-Origin', '*');
  try {
    await Runtime.getSync().documents.create({
      uniqueName: documentName(event.CallSid),
      data: { results: [] },
    });
    const payment = await context
      .getTwilioClient()
      .calls(event.CallSid)
      .payments.create({
        idempotencyKey: `start-${event.CallSid}`,
        statusCallback: statusCallback(context),
        chargeAmount: event.amount,
        currency: context.CURRENCY,
        postalCode: false,
      });
    response.setCookie('payment', payment.sid, ['HttpOnly']);
    response.setBody({ sid: payment.sid });
    return callback(null, response);
  } catch (error) {
    return callback(error);
  }
};
