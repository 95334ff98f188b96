import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Gateway } from './gateway.js';
import { freePort } from './process.js';

describe('Gateway', () => {
  it('closes although somebody still holds a web socket open', async () => {
    const upstream = createServer();
    const reached: Socket[] = [];
    upstream.on('upgrade', (_request, socket: Socket) => {
      socket.on('error', () => undefined).on('end', () => socket.end());
      reached.push(socket.resume());
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    await once(upstream.listen(0, '127.0.0.1'), 'listening');
    const ports = new Map([['notifier', (upstream.address() as AddressInfo).port]]);
    const gateway = new Gateway([{ path: /^\/socket/, service: 'notifier' }], ports);
    const port = await freePort();
    await gateway.listen(port);
    const client = connect(port, '127.0.0.1').on('error', () => undefined);
    client.write('GET /socket HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await once(client, 'data');

    const clientGone = once(client, 'close');
    const upstreamGone = once(reached[0] as Socket, 'close');
    await gateway.close();
    await Promise.all([clientGone, upstreamGone]);
    upstream.close();
  });
});
