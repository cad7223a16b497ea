import type { FailureClass } from '../connector/failure.ts';

/** Something that needs a person, from when it was first seen until it is over; named by what it is, not by a record. */
export interface AlertState {
  /** What it is: 'records/record/INVALID_EMAIL', 'connection/credential', 'brake'. */
  readonly id: string;
  readonly class: FailureClass;
  /** How many records; 0 where it is no matter of records. */
  readonly count: number;
  /** For people, in a sentence each, without personal data. */
  readonly title: string;
  readonly remedy: string;
  readonly openedAt: Date;
  /** Not seen any more since; null = it is there. */
  readonly goneAt: Date | null;
  readonly firstToldAt: Date | null;
  readonly lastToldAt: Date | null;
  readonly toldCount: number;
  readonly reminders: number;
  readonly escalatedAt: Date | null;
  /** Over, and told so; one that comes back is opened again. */
  readonly closedAt: Date | null;
  /** How often it came back within a day: what comes and goes is told less often. */
  readonly returns: number;
}

export type AlertEvent = 'opened' | 'reminder' | 'escalated' | 'recovered';
export type AlertChannel = 'mail' | 'webhook';

/** A message to one person by one way. Whom and what it says is worked out when it is sent: no address is kept here. */
export interface AlertMessage {
  /** The same for the same event, person and way: made twice, it is one. */
  readonly id: string;
  readonly alertId: string;
  readonly event: AlertEvent;
  /** 'responsible', 'deputy 1', 'class credential'. */
  readonly recipient: string;
  readonly channel: AlertChannel;
  /** The alert as it was when this was made. */
  readonly alert: Pick<AlertState, 'class' | 'count' | 'title' | 'remedy' | 'openedAt' | 'closedAt'>;
  readonly createdAt: Date;
  readonly attempts: number;
}

export interface AlertDelivery {
  readonly id: string;
  /** Null = sent. What went wrong, without addresses. */
  readonly error: string | null;
  /** When it is tried again; null = never: it is sent, or given up. */
  readonly nextAt: Date | null;
}

/** How a channel fares with a recipient: the last outcome of a message. */
export interface ChannelState {
  readonly recipient: string;
  readonly channel: AlertChannel;
  readonly lastAt: Date;
  /** Null = it arrived. */
  readonly error: string | null;
  readonly waiting: number;
}

/** Records and values that rest, by class and code. */
export interface ParkedCount {
  readonly class: FailureClass;
  readonly code: string;
  /** Null = whole records; otherwise the field whose values rest. */
  readonly field: string | null;
  readonly count: number;
  readonly since: Date;
}
