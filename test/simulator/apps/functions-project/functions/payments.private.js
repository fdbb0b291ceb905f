// What the functions of a payment share.
exports.statusCallback = (context) => `https://${context.DOMAIN_NAME}/pay/events`;

exports.documentName = (callSid) => `payment-${callSid}`;
