exports.handler = async () => {
  throw new TypeError('Something is not right');
};
