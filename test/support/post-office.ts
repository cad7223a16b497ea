import { createServer } from 'node:http';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';

export interface ArrivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly id: string;
  readonly text: string;
}

export interface PostOffice {
  /** For SAMESTORY_SMTP_URL. */
  readonly url: string;
  readonly mails: ArrivedMail[];
  /** Refuses every recipient while it is true. */
  refusing: boolean;
  close(): Promise<void>;
}

const address = z.object({ port: z.number() });

/** A mail server on this machine that takes every mail. */
export async function openPostOffice(): Promise<PostOffice> {
  const mails: ArrivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address: to }, _session, callback) =>
      callback(office.refusing ? Object.assign(new Error(`no such user ${to}`), { responseCode: 550 }) : null),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push(mailOf(Buffer.concat(chunks).toString('utf8'), mailFrom === false ? '' : mailFrom.address, rcptTo));
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = address.parse(server.server.address());
  const office: PostOffice = {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refusing: false,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  return office;
}

function mailOf(raw: string, from: string, to: readonly { readonly address: string }[]): ArrivedMail {
  const [head = '', ...body] = raw.replaceAll('\r\n', '\n').split('\n\n');
  const lines = head.replace(/\n[ \t]+/g, ' ').split('\n');
  const header = (name: string) =>
    lines.find((line) => line.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  const text = body.join('\n\n');
  const decoded = /quoted-printable/i.test(header('content-transfer-encoding')) ? unquoted(text) : text;
  return {
    from,
    to: to.map((one) => one.address),
    subject: wordsOf(header('subject')),
    id: header('message-id'),
    text: decoded,
  };
}

function unquoted(text: string): string {
  const bytes = text
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** RFC 2047: a header with other letters than ASCII is written in pieces. */
function wordsOf(header: string): string {
  return header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?q\?(.*?)\?=/gi, (_, text: string) => unquoted(text.replaceAll('_', ' ')))
    .replace(/=\?utf-8\?b\?(.*?)\?=/gi, (_, text: string) => Buffer.from(text, 'base64').toString('utf8'));
}

export interface Receiver {
  readonly url: string;
  readonly posts: { readonly body: Record<string, unknown>; readonly key: string }[];
  /** The status of the next answers. */
  status: number;
  close(): Promise<void>;
}

/** An address that takes what is posted to it. */
export async function openReceiver(): Promise<Receiver> {
  const posts: Receiver['posts'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (receiver.status < 300) {
        const body = z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        posts.push({ body, key: String(request.headers['idempotency-key']) });
      }
      response.writeHead(receiver.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = address.parse(server.address());
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    posts,
    status: 204,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}
