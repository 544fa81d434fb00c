/** What exists in native applications only. Everything here is there to be asked, and says no. */

export class MesiboEndToEndEncryption {
  isEnabled(): boolean {
    return false;
  }

  enable(_enable: boolean): boolean {
    return false;
  }

  getStatus(): number {
    return 0;
  }
}

export class MesiboLocationManager {
  isEnabled(): boolean {
    return false;
  }

  start(): boolean {
    return false;
  }

  stop(): boolean {
    return false;
  }
}

export class MesiboPhoneContactsManager {
  isEnabled(): boolean {
    return false;
  }

  start(): boolean {
    return false;
  }

  stop(): boolean {
    return false;
  }

  reset(): boolean {
    return false;
  }
}

export class MesiboProfileSearch {
  setListener(_listener: unknown): void {}

  setQuery(_query: string): void {}

  search(): boolean {
    return false;
  }
}
