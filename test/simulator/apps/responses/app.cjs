// Responses in every way an application may send them.
const http = require('node:http');
const { gzipSync } = require('node:zlib');

const PAGE =
  '<!doctype html><html><head lang="de"><title>ü</title></head><body><header></header></body></html>';
const HTML = { 'Content-Type': 'text/html; charset=utf-8' };

const routes = {
  '/end'(response) {
    response.setHeader('content-type', 'text/html');
    response.setHeader('content-length', Buffer.byteLength(PAGE));
    response.end(PAGE);
  },
  '/head-given': (response) =>
    response.writeHead(200, { ...HTML, 'Content-Length': Buffer.byteLength(PAGE) }).end(PAGE),
  '/message-given': (response) => response.writeHead(200, 'Fine', HTML).end(Buffer.from(PAGE)),
  '/chunks'(response) {
    response.writeHead(200, HTML);
    for (const part of PAGE.split(/(?=<head)|(?<=<title>)/)) response.write(part);
    response.end(() => {});
  },
  '/twice': (response) => response.writeHead(200, HTML).write(PAGE) && response.end(PAGE),
  '/fragment': (response) => response.writeHead(200, HTML).end('<header>ü</header>'),
  '/error': (response) => response.writeHead(500, HTML).end(PAGE),
  '/text': (response) => response.writeHead(200, { 'Content-Type': 'text/plain' }).end(PAGE),
  '/none': (response) => response.end(PAGE),
  '/compressed': (response) =>
    response.writeHead(200, { ...HTML, 'Content-Encoding': 'gzip' }).end(gzipSync(PAGE)),
};

http
  .createServer(({ url }, response) => routes[url](response))
  .listen(process.env.PORT, '127.0.0.1', () => process.stdout.write('app: listening\n'));
