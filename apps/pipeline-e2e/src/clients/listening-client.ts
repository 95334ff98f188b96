import { HubClient } from './hub-client.js';

/** Remembers every answer it got: body and headers. */
export class ListeningClient extends HubClient {
  readonly heard: string[] = [];

  override async request(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await super.request(method, path, body);
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    this.heard.push(`${method} ${path} ${response.status}\n${headers}\n${await response.clone().text()}`);
    return response;
  }
}
