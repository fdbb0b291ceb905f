const { Response, jwt } = require('twilio');

exports.handler = (context, event, callback) => {
  const { AccessToken } = jwt;
  const token = new AccessToken(context.ACCOUNT_SID, context.API_KEY, context.TWILIO_API_SECRET, {
    identity: event.identity,
  });
  token.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true }));
  callback(null, new Response({ body: token.toJwt() }));
};
