// Which part of a history an action asks for, and how its page is told.
import { PAGE_SIZE } from '../../limits.ts';
import type { Page, PropertyValue, Range } from '../../store/store.ts';
import { ActionError } from '../errors.ts';
import { Int64, type Json } from '../json.ts';
import type { Params } from '../params.ts';

const TIME = { min: 0, max: 9_999_999_999_999 };

/** StartTime, EndTime, Asc and PageSize. Throws ActionError: iot.device.InvalidTimeBucket when the end is before the start,
 *  iot.common.InvalidPageParams for a page of no, or too many, records. */
export function readRange(params: Params): Range {
  const from = params.integer('StartTime', TIME, undefined, 'iot.device.InvalidTimeBucket');
  const to = params.integer('EndTime', TIME, undefined, 'iot.device.InvalidTimeBucket');
  if (to < from) throw new ActionError('iot.device.InvalidTimeBucket', 'EndTime must not be before StartTime');
  const ascending = params.integer('Asc', { min: 0, max: 1 }, 0) === 1;
  return { from, to, ascending, limit: params.integer('PageSize', PAGE_SIZE, 10, 'iot.common.InvalidPageParams') };
}

/** A page as Data: its records under `name`, and where the next page starts, for StartTime in rising order and for EndTime
 *  in falling order. */
export function pageData<T>(page: Page<T>, name: string, told: (record: T) => Json): Json {
  const List = { [name]: page.records.map(told) };
  if (page.nextTime === undefined) return { List, NextValid: false };
  return { List, NextValid: true, NextTime: new Int64(String(page.nextTime)) };
}

/** A value as the API tells one: texts as they are, everything else as the JSON that the device wrote. */
export function valueText({ value, text }: PropertyValue): string {
  return typeof value === 'string' ? value : text;
}
