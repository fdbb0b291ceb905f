// Incoming calls go to the desk that the private asset names.
exports.handler = (context, _event, callback) => {
  const desk = JSON.parse(Runtime.getAssets()['/desk.json'].open());
  const twiml = new Twilio.twiml.VoiceResponse();
  twiml.say(context.GREETING);
  twiml.dial().client(desk.identity);
  return callback(null, twiml);
};
