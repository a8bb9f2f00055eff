/**
 * `node --import` of it lets a test move what a process of its own takes for the time: CLOCK_FILE holds by how many
 * milliseconds. The minute between two looks at what is due passes in half a second.
 */
import { readFileSync } from 'node:fs';

const file = process.env.CLOCK_FILE;
const machineNow = Date.now;
Date.now = () => machineNow() + Number(readFileSync(file, 'utf8'));
globalThis.Date = new Proxy(Date, {
  construct: (date, args, target) => Reflect.construct(date, args.length > 0 ? args : [date.now()], target),
});

const machineInterval = setInterval;
globalThis.setInterval = (run, ms, ...args) => machineInterval(run, ms === 60_000 ? 500 : ms, ...args);
