// Says of each host whether a connection to it asks for its address, as it does when nobody leads it elsewhere.
const { connect } = require('node:net');

for (const host of process.argv.slice(2)) {
  const lookup = (name, _options, done) => {
    process.stdout.write(`app: looks up ${name}\n`);
    done(new Error('no network in tests'));
  };
  const socket = connect({ host, port: 443, lookup });
  socket.on('connect', () => {
    process.stdout.write(`app: led ${host}\n`);
    socket.destroy();
  });
  socket.on('error', () => {});
}
