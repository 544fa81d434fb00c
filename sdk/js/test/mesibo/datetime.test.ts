import { afterEach, describe, expect, it, vi } from 'vitest';
import { MesiboDateTime } from '../../src/mesibo/datetime.js';

const at = (...parts: [number, number, number, number?, number?, number?]): MesiboDateTime =>
  new MesiboDateTime(new Date(...parts).getTime());

const itIs = (...parts: [number, number, number, number?, number?, number?]): void => {
  vi.useFakeTimers({ now: new Date(...parts), toFake: ['Date'] });
};

afterEach(() => {
  vi.useRealTimers();
  MesiboDateTime.setDefaultRelativeDateText('Today', 'Yesterday');
  MesiboDateTime.setDefaultDateFormat(true);
  MesiboDateTime.setMonthName(10, 'Nov');
});

describe('MesiboDateTime', () => {
  it('has its parts in local time', () => {
    const { year, month, day, hour, min, sec, wday } = at(2026, 10, 25, 9, 5, 7);
    expect([year, month, day, hour, min, sec, wday]).toEqual([2026, 11, 25, 9, 5, 7, 3]);
  });

  it('counts calendar days, not periods of 24 hours', () => {
    itIs(2026, 2, 1, 0, 5);
    expect(at(2026, 2, 1, 0, 1).getDaysElapsed()).toBe(0);
    expect(at(2026, 1, 28, 23, 59).getDaysElapsed()).toBe(1);
    expect(at(2026, 1, 27, 23, 59).getDaysElapsed()).toBe(2);
    expect(at(2025, 2, 1).getDaysElapsed()).toBe(365);
    expect(at(2026, 2, 1, 9).getDaysElapsed(), 'a clock that is ahead').toBe(0);
  });

  it('writes the date with the month or the day first', () => {
    expect(at(2026, 10, 5).getDate(true)).toBe('Nov 5, 2026');
    expect(at(2026, 10, 5).getDate(false)).toBe('5 Nov 2026');
    expect(at(2026, 10, 5).getNumericalDate(true)).toBe('11/05/2026');
    expect(at(2026, 10, 5).getNumericalDate(false)).toBe('05/11/2026');
  });

  it('replaces the date of the last two days by the words given', () => {
    itIs(2026, 10, 25, 12);
    expect(at(2026, 10, 25, 1).getDate(true, 'Heute', 'Gestern')).toBe('Heute');
    expect(at(2026, 10, 24, 23).getDate(true, 'Heute', 'Gestern')).toBe('Gestern');
    expect(at(2026, 10, 23).getDate(true, 'Heute', 'Gestern')).toBe('Nov 23, 2026');
    expect(at(2026, 10, 25, 1).getDate(true)).toBe('Nov 25, 2026');
  });

  it('writes the time with and without seconds', () => {
    expect(at(2026, 0, 1, 7, 3, 9).getTime()).toBe('07:03');
    expect(at(2026, 0, 1, 7, 3, 9).getTime(true)).toBe('07:03:09');
    expect(at(2026, 0, 1, 19, 3, 9).time).toBe('19:03');
  });

  it('speaks naturally, more so when asked to be accurate', () => {
    itIs(2026, 10, 25, 12, 0, 30);
    expect(at(2026, 10, 25, 12, 0, 0).getDateInNaturalLanguage(true)).toBe('Just now');
    expect(at(2026, 10, 25, 11, 59, 0).getDateInNaturalLanguage(true)).toBe('1 minute ago');
    expect(at(2026, 10, 25, 9, 0, 0).getDateInNaturalLanguage(true)).toBe('3 hours ago');
    expect(at(2026, 10, 25, 9, 0, 0).getDateInNaturalLanguage()).toBe('Today');
    expect(at(2026, 10, 24, 9, 0, 0).getDateInNaturalLanguage(true)).toBe('Yesterday');
    expect(at(2026, 10, 20, 9, 0, 0).getDateInNaturalLanguage(true)).toBe('Nov 20, 2026');
  });

  it('takes the words and the order of the application', () => {
    itIs(2026, 10, 25, 12);
    MesiboDateTime.setDefaultRelativeDateText('Hoy', 'Ayer');
    MesiboDateTime.setDefaultDateFormat(false);
    MesiboDateTime.setMonthName(10, 'nov.');
    expect(at(2026, 10, 25).getDateInNaturalLanguage()).toBe('Hoy');
    expect(at(2026, 10, 24).getDateInNaturalLanguage()).toBe('Ayer');
    expect(at(2026, 10, 3).getDateInNaturalLanguage()).toBe('3 nov. 2026');
  });

  it('knows whether it says anything', () => {
    expect(new MesiboDateTime().isValid()).toBe(false);
    expect(new MesiboDateTime(Number.NaN).isValid()).toBe(false);
    expect(new MesiboDateTime(1).isValid()).toBe(true);
  });
});
