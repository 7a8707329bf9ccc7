/** A connection that can be cut: passes bytes on until it is told to. */
import { connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  cut(): void;
  close(): void;
}

export async function startCuttingProxy(to: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const proxy = createServer((incoming) => {
    const outgoing = connect(to, '127.0.0.1');
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (proxy.address() as { port: number }).port,
    cut,
    close() {
      cut();
      proxy.close();
    },
  };
}
