import { setTimeout as sleep } from 'node:timers/promises';
import { Trouble } from './trouble.mjs';

const pageSize = 100;
const attempts = 4;
const isId = /^[0-9a-f]{24}$/;

/** The hub's REST interface. Every refusal becomes a Trouble with the hub's own words. */
export class HubClient {
  constructor(url, key) {
    this.url = url;
    this.key = key;
  }

  /** A hub that is being restarted is asked again for a while. */
  async get(path) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.call('GET', path);
      } catch (error) {
        if (error.exitCode !== 4 || attempt === attempts) throw error;
        await sleep(500 * attempt);
      }
    }
  }

  post(path, body) {
    return this.call('POST', path, body);
  }

  /** By id or by name. Throws Trouble 2 when there is none, or several. */
  async findProject(wanted) {
    if (isId.test(wanted)) return { id: wanted };
    const projects = await this.listProjects();
    const found = projects.filter(({ name }) => name === wanted);
    if (found.length === 1) return found[0];
    const names = projects.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
    throw new Trouble(
      2,
      found.length
        ? `Several projects are called '${wanted}': give the id.\n${names}`
        : `There is no project '${wanted}'. There are:\n${names}`,
    );
  }

  async listProjects() {
    const projects = [];
    for (let page = 1; ; page++) {
      const { data } = await this.get(`/v2/listProjects?page=${page}&limit=${pageSize}`);
      projects.push(...data.projects.map(({ _id, name }) => ({ id: _id, name })));
      if (data.projects.length === 0 || projects.length >= data.total) return projects;
    }
  }

  async call(method, path, body) {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { apikey: this.key, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    }).catch((error) => {
      throw new Trouble(4, `${this.url} cannot be reached: ${error.cause?.message || error.message}`);
    });
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) return answer;
    throw new Trouble(exitCodeOf(response.status), `${answer?.message ?? `The hub answered ${response.status}`}`);
  }
}

function exitCodeOf(status) {
  if (status === 401 || status === 403) return 3;
  return status < 500 ? 2 : 4;
}
