/** The server refused an operation of the Backend API. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  /** Such as `AUTHFAIL`. */
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

export interface User {
  uid: number;
  address: string;
  name: string;
}

interface UserRow {
  uid: number;
  address: string;
  name?: string;
}

const MAX_USERS = 1000;

/** What the pages need of the Backend API, in the name of one application. */
export class Backend {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  /** Throws a [BackendError] with `AUTHFAIL` when the token is not that of an app. */
  async check(): Promise<void> {
    await this.#call({ op: 'appstats' });
  }

  /** The application's users by address, at most 1,000. */
  async users(): Promise<User[]> {
    const { users } = await this.#call<{ users: UserRow[] }>({ op: 'usersget', count: MAX_USERS });
    const byAddress = new Map<string, User>(); // the API answers one row for each token
    for (const { uid, address, name } of users) byAddress.set(address, { uid, address, name: name || address });
    return [...byAddress.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Creates the user unless it exists, and issues an access token for `device`. */
  async login(address: string, name: string | undefined, device: string): Promise<string> {
    const token = { v2: true, javascript: true, device };
    const { user } = await this.#call<{ user: { token: string } }>({
      op: 'useradd',
      user: { address, ...(name !== undefined && { name }), token },
    });
    return user.token;
  }

  async #call<T>(request: Record<string, unknown>): Promise<T> {
    const response = await fetch('/backend', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...request, token: this.#token }),
    });
    if (!response.ok) throw new BackendError('HTTP', `the server answered ${response.status} ${response.statusText}`);
    const answer = (await response.json()) as { result: boolean; error?: string; cause?: string };
    if (!answer.result) throw new BackendError(answer.error ?? 'ERROR', answer.cause ?? 'the server refused');
    return answer as T;
  }
}
