/*
 * Loaded before a program (node --import): ends it with code 99 at the first attempt to reach any network, and says at the
 * end how much processor time it took.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

function refuse(what: string) {
  return (): never => {
    process.stderr.write(`NETWORK: ${what}\n`);
    process.exit(99);
  };
}

net.Socket.prototype.connect = refuse('a socket connects');
net.Server.prototype.listen = refuse('a server listens');
globalThis.fetch = refuse('fetch');
dgram.createSocket = refuse('a datagram socket');
Object.assign(dns, { lookup: refuse('a name is looked up'), resolve: refuse('a name is resolved') });
Object.assign(dns.promises, { lookup: refuse('a name is looked up'), resolve: refuse('a name is resolved') });
syncBuiltinESMExports();

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write(`CPU ${Math.round((user + system) / 1000)} ms\n`);
});
