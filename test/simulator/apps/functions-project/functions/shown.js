// What a function is given.
exports.handler = (context, event, callback) => {
  const { getTwilioClient, ...values } = context;
  callback(null, { context: values, event, client: typeof getTwilioClient });
};
