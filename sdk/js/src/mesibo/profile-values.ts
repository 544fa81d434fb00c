/** The attributes of a profile by name, as text and as the types that applications ask for. */
export abstract class ProfileValues {
  /** @internal Undefined: there is no such value. */
  protected abstract read(key: string): string | undefined;
  /** @internal `null` removes it; `level` is who may see it. */
  protected abstract write(key: string, value: string | null, level?: number): void;

  hasValue(key: string): boolean {
    return this.read(key) !== undefined;
  }

  getValue(key: string): string | null {
    return this.read(key) ?? null;
  }

  getString<T>(key: string, fallback: T): string | T {
    return this.read(key) ?? fallback;
  }

  getInt<T>(key: string, fallback: T): number | T {
    return this.#number(key, fallback, Math.trunc);
  }

  getLong<T>(key: string, fallback: T): number | T {
    return this.#number(key, fallback, Math.trunc);
  }

  getDouble<T>(key: string, fallback: T): number | T {
    return this.#number(key, fallback, (n) => n);
  }

  getBoolean<T>(key: string, fallback: T): boolean | T {
    const value = this.read(key);
    return value === undefined ? fallback : value !== '' && value !== '0' && value !== 'false';
  }

  setString(key: string, value: string | null, level?: number): void {
    this.write(key, value === null || value === undefined ? null : String(value), level);
  }

  setInt(key: string, value: number, level?: number): void {
    this.write(key, String(Math.trunc(Number(value))), level);
  }

  setLong(key: string, value: number, level?: number): void {
    this.setInt(key, value, level);
  }

  setDouble(key: string, value: number, level?: number): void {
    this.write(key, String(Number(value)), level);
  }

  setBoolean(key: string, value: boolean, level?: number): void {
    this.write(key, value ? '1' : '0', level);
  }

  #number<T>(key: string, fallback: T, shape: (n: number) => number): number | T {
    const value = this.read(key);
    const number = Number(value);
    return value === undefined || value === '' || Number.isNaN(number) ? fallback : shape(number);
  }
}
