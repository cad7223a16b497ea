import type { AlertEvent, AlertMessage } from '../ledger/contract.ts';

/** Whose trouble it is, for people. */
export interface Scene {
  /** Names of the store and the CRM account. */
  readonly store: string;
  readonly crm: string;
  /** Name of the person who is responsible. */
  readonly responsible: string;
}

export interface Wording {
  readonly subject: string;
  readonly text: string;
}

type Said = Pick<AlertMessage, 'event' | 'alert'>;

const beginnings: Readonly<Record<AlertEvent | 'test', string>> = {
  opened: 'Needs you',
  reminder: 'Still needs you',
  escalated: 'Nobody has mended it yet',
  recovered: 'Over',
  test: 'Test',
};

/** What a mail says, and what a webhook carries as its text. */
export function wordingOf({ event, alert }: Said, scene: Scene): Wording {
  const pair = `${scene.store} → ${scene.crm}`;
  const lines = [
    event === 'recovered' ? `This is over: ${alert.title}.` : `${alert.title}.`,
    '',
    `Since:  ${moment(alert.openedAt)}`,
    ...(alert.closedAt === null ? [] : [`Until:  ${moment(alert.closedAt)}`]),
    ...(event === 'recovered' ? [] : [`To do:  ${alert.remedy}`]),
    `Store:  ${pair}`,
    `Responsible: ${scene.responsible}`,
    ...(event === 'escalated' ? ['', 'You are told because nothing has changed for some days.'] : []),
    '',
    'samestory status shows everything that needs somebody.',
    '',
  ];
  return { subject: `[samestory] ${beginnings[event]}: ${alert.title} (${scene.store})`, text: lines.join('\n') };
}

export function testWording(scene: Scene): Wording {
  const text = `This is a test: messages about ${scene.store} → ${scene.crm} arrive here.\n\nResponsible: ${scene.responsible}\n`;
  return { subject: `[samestory] ${beginnings.test}: messages arrive (${scene.store})`, text };
}

/** What a webhook is sent; documented in docs/alerts.md. `text` and `content` are what chat systems show. */
export function documentOf(id: string, { event, alert }: Said, scene: Scene): Readonly<Record<string, unknown>> {
  const { subject } = wordingOf({ event, alert }, scene);
  const text = `${subject}\n${event === 'recovered' ? '' : alert.remedy}`.trim();
  return {
    version: 1,
    id,
    event,
    class: alert.class,
    records: alert.count,
    title: alert.title,
    remedy: alert.remedy,
    since: alert.openedAt.toISOString(),
    until: alert.closedAt?.toISOString() ?? null,
    ...scene,
    text,
    content: text,
  };
}

export function testDocument(id: string, scene: Scene): Readonly<Record<string, unknown>> {
  const { subject } = testWording(scene);
  return { version: 1, id, event: 'test', ...scene, text: subject, content: subject };
}

function moment(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
