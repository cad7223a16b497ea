/** The part of `fetch` that connectors use; handed in where the network is not the real one. */
export type HttpFetch = (url: string, init: RequestInit) => Promise<Response>;
