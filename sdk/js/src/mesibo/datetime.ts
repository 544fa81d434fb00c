import { engine } from './engine.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

/** How dates are written, for all `MesiboDateTime`s; changed by the static setters. */
const format = { today: 'Today', yesterday: 'Yesterday', monthFirst: true, months: [...MONTHS] };

const two = (n: number): string => String(n).padStart(2, '0');
const plural = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'} ago`;

/** A moment in the user's own time zone. Its fields are fixed when it is made; `month` is 1 to 12, `wday` 0 for Sunday. */
export class MesiboDateTime {
  ts: number;
  year = 0;
  month = 0;
  day = 0;
  hour = 0;
  min = 0;
  sec = 0;
  wday = 0;

  /** `ts` in ms since 1970; 0 makes an invalid one. */
  constructor(ts = 0) {
    this.ts = ts;
    this.setTimestamp(ts);
  }

  setTimestamp(ts: number): void {
    const date = new Date(ts);
    this.ts = ts;
    this.year = date.getFullYear();
    this.month = date.getMonth() + 1;
    this.day = date.getDate();
    this.hour = date.getHours();
    this.min = date.getMinutes();
    this.sec = date.getSeconds();
    this.wday = date.getDay();
  }

  isValid(): boolean {
    return Number.isFinite(this.ts) && this.ts > 0;
  }

  /** v1: the time of the day, `14:05`. */
  get time(): string {
    return this.getTime();
  }

  /** v1: the date. */
  get date(): string {
    return this.getDate();
  }

  /** Calendar days from this moment to now: 0 today, 1 yesterday; a moment to come counts as today. */
  getDaysElapsed(): number {
    const now = new Date(engine.now());
    const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
    return Math.max(0, Math.round((today - Date.UTC(this.year, this.month - 1, this.day)) / DAY_MS));
  }

  getSecondsElapsed(): number {
    return Math.max(0, Math.floor((engine.now() - this.ts) / 1000));
  }

  isToday(): boolean {
    return this.getDaysElapsed() === 0;
  }

  isYesterday(): boolean {
    return this.getDaysElapsed() === 1;
  }

  /** `Nov 24, 2026`, or `24 Nov 2026` without `monthFirst`; the words given replace the last two days. */
  getDate(monthFirst: boolean = format.monthFirst, today?: string | null, yesterday?: string | null): string {
    const elapsed = this.getDaysElapsed();
    if (elapsed === 0 && today) return today;
    if (elapsed === 1 && yesterday) return yesterday;
    const month = this.getMonthName();
    return monthFirst ? `${month} ${this.day}, ${this.year}` : `${this.day} ${month} ${this.year}`;
  }

  /** `11/24/2026`, or `24/11/2026` without `monthFirst`. */
  getNumericalDate(monthFirst: boolean = format.monthFirst): string {
    const [first, second] = monthFirst ? [this.month, this.day] : [this.day, this.month];
    return `${two(first)}/${two(second)}/${this.year}`;
  }

  /** `14:05`, or `14:05:09`. */
  getTime(withSeconds?: boolean): string {
    const time = `${two(this.hour)}:${two(this.min)}`;
    return withSeconds ? `${time}:${two(this.sec)}` : time;
  }

  /** `Today`, `Yesterday` or the date; with `accuracy`, what is younger than a day to the minute or hour. */
  getDateInNaturalLanguage(accuracy?: boolean | number): string {
    const seconds = this.getSecondsElapsed();
    if (accuracy && seconds < 86_400 && this.isToday()) {
      if (seconds < 60) return 'Just now';
      return seconds < 3600 ? plural(Math.floor(seconds / 60), 'minute') : plural(Math.floor(seconds / 3600), 'hour');
    }
    return this.getDate(format.monthFirst, format.today, format.yesterday);
  }

  getMonthName(): string {
    return format.months[this.month - 1] ?? '';
  }

  getMonth(): string {
    return this.getMonthName();
  }

  isMonthFirstDateFormat(): boolean {
    return format.monthFirst;
  }

  is24HourTimeFormat(): boolean {
    return true;
  }

  toString(): string {
    return `${this.getDate()} ${this.getTime()}`;
  }

  static setDefaultRelativeDateText(today: string, yesterday: string): void {
    format.today = today;
    format.yesterday = yesterday;
  }

  static setDefaultDateFormat(monthFirst: boolean): void {
    format.monthFirst = monthFirst;
  }

  /** `index` 0 is January. */
  static setMonthName(index: number, name: string): void {
    if (index >= 0 && index < MONTHS.length) format.months[index] = name;
  }

  static isMonthFirstDateFormat(): boolean {
    return format.monthFirst;
  }

  static is24HourTimeFormat(): boolean {
    return true;
  }
}
